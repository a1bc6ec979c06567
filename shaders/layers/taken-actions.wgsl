// The action that was taken at each time step, which the record of the next one has: zero at the last time step, and padding.
// One invocation owns one number.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  timeSteps: u32,
  rows: u32,
  words: u32,
  columns: u32,
  action: u32, // where a record has it
  dimensions: u32,
}

@group(0) @binding(0) var<storage, read> records: array<f32>;     // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read_write> taken: array<f32>; // [timeSteps, rows, columns]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.timeSteps * params.rows * params.columns) { return; }
  let dimension = i % params.columns;
  let next = i / params.columns + params.rows;
  if (next >= params.timeSteps * params.rows || dimension >= params.dimensions) {
    taken[i] = 0.0;
    return;
  }
  taken[i] = records[next * params.words + params.action + dimension];
}
