// Direct encoding: value = pixel / 255, the same at every step, so it is written once. One invocation owns four pixels.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  batch: u32,
  words: u32,
  inputs: u32, // 4 * words
}

@group(0) @binding(0) var<storage, read> images: array<u32>;          // [batch, words]
@group(0) @binding(1) var<storage, read_write> value: array<vec4f>;   // [1, batch, inputs]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.batch * params.words) { return; }
  value[i] = unpack4x8unorm(images[i]);
}
