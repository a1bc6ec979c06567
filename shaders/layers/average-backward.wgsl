// Both terms of a mean get half of its gradient:  aGrad = bGrad = outputGrad / 2
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  count: u32, // a multiple of 4
}

@group(0) @binding(0) var<storage, read> outputGrad: array<vec4f>;  // [count / 4]
@group(0) @binding(1) var<storage, read_write> aGrad: array<vec4f>; // [count / 4]
@group(0) @binding(2) var<storage, read_write> bGrad: array<vec4f>; // [count / 4]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.count / 4u) { return; }
  let half = 0.5 * outputGrad[i];
  aGrad[i] = half;
  bGrad[i] = half;
}
