// inputGrad = outputGrad: the second term of a sum has the gradient of the sum, in separate memory.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  count: u32, // a multiple of 4
}

@group(0) @binding(0) var<storage, read> outputGrad: array<vec4f>;       // [count / 4]
@group(0) @binding(1) var<storage, read_write> inputGrad: array<vec4f>;  // [count / 4]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i < params.count / 4u) { inputGrad[i] = outputGrad[i]; }
}
