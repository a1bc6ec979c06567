// The last moment becomes the first of the next rollout. One invocation owns one word of a moment.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  moments: u32,
  rows: u32,
  words: u32,
}

@group(0) @binding(0) var<storage, read_write> values: array<f32>; // [moments, rows, words]
@group(0) @binding(1) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let size = params.rows * params.words;
  if (i >= size) { return; }
  values[i] = values[(params.moments - 1u) * size + i];
}
