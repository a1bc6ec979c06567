// The last time step becomes the first of the next rollout. One invocation owns one word of a time step.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  timeSteps: u32,
  rows: u32,
  words: u32,
}

@group(0) @binding(0) var<storage, read_write> values: array<f32>; // [timeSteps, rows, words]
@group(0) @binding(1) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let size = params.rows * params.words;
  if (i >= size) { return; }
  values[i] = values[(params.timeSteps - 1u) * size + i];
}
