// From the gradient of the values of actions that were taken to that of all values: 0 of other actions, at the last time step and in padding.
// One invocation owns a time step of a row.
//#include lib/transition
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  timeSteps: u32,
  rows: u32,
  words: u32,
  groups: u32,
  agentColumns: u32,
  columns: u32,
  action: u32,
}

@group(0) @binding(0) var<storage, read> records: array<f32>;     // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read> takenGrad: array<f32>;   // [timeSteps, groups, agentColumns]
@group(0) @binding(2) var<storage, read_write> qGrad: array<f32>; // [timeSteps, rows, columns]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.timeSteps * params.rows) { return; }
  for (var c = 0u; c < params.columns; c++) { qGrad[i * params.columns + c] = 0.0; }
  let t = i / params.rows;
  if (t + 1u == params.timeSteps) { return; }
  let row = i % params.rows;
  let agents = params.rows / params.groups;
  let action = u32(records[recordOf(t + 1u, row) + params.action]);
  qGrad[i * params.columns + action] = takenGrad[(t * params.groups + row / agents) * params.agentColumns + row % agents];
}
