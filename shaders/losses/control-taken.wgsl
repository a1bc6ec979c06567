// Values of the actions that were taken, of agents side by side: taken = q[t][row][action], the action from the next record. Rows of a
// group are its agents. The last time step, where nothing was done yet, and padding have 0. One invocation owns a value.
//#include lib/transition
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  timeSteps: u32,
  rows: u32,
  words: u32,
  columns: u32,
  groups: u32,
  agentColumns: u32,
  action: u32,
}

@group(0) @binding(0) var<storage, read> records: array<f32>;     // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read> q: array<f32>;           // [timeSteps, rows, columns]
@group(0) @binding(2) var<storage, read_write> taken: array<f32>; // [timeSteps, groups, agentColumns]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.timeSteps * params.groups * params.agentColumns) { return; }
  let agents = params.rows / params.groups;
  let t = i / params.agentColumns / params.groups;
  let agent = i % params.agentColumns;
  if (t + 1u == params.timeSteps || agent >= agents) {
    taken[i] = 0.0;
    return;
  }
  let row = i / params.agentColumns % params.groups * agents + agent;
  let action = u32(records[recordOf(t + 1u, row) + params.action]);
  taken[i] = q[(t * params.rows + row) * params.columns + action];
}
