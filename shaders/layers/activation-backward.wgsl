// The gradient of an elementwise function:  inputGrad = outputGrad * f', with f' computed from the function's output.
// Padding keeps the incoming gradient, which is 0. One invocation owns 4 neighboring columns of a row (a vec4).
//#include lib/activation
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,
  columns: u32, // a multiple of 4
}

@group(0) @binding(0) var<storage, read> output: array<vec4f>;          // [rows, columns]
@group(0) @binding(1) var<storage, read> outputGrad: array<vec4f>;      // [rows, columns]
@group(0) @binding(2) var<storage, read_write> inputGrad: array<vec4f>; // [rows, columns]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i < params.rows * params.columns / 4u) { inputGrad[i] = outputGrad[i] * slopeAt(output[i]); }
}
