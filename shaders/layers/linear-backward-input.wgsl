// The gradient of a linear layer's input (lib/linear-backward-input). An invocation owns 4 rows by 4 neighboring inputs.
//#include lib/linear-backward-input

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,
  outputs: u32, // a multiple of 4
  inputs: u32,  // a multiple of 4
}

@group(0) @binding(0) var<storage, read> outputGrad: array<vec4f>;      // [rows, outputs / 4]
@group(0) @binding(1) var<storage, read> weight: array<vec4f>;          // [inputs, outputs / 4]
@group(0) @binding(2) var<storage, read_write> inputGrad: array<vec4f>; // [rows, inputs / 4]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  writeInputGrad(group.y * 4u, group.x * WORKGROUP + local.x);
}
