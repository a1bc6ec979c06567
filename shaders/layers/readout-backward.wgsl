// The gradient of a readout on the outputs of every step:  inputGrad[t] = weights[t] * outputGrad.
// One invocation owns a vec4.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  batch: u32,
  columns: u32, // a multiple of 4
  steps: u32,
}

@group(0) @binding(0) var<storage, read> outputGrad: array<vec4f>;      // [1, batch, columns]
@group(0) @binding(1) var<storage, read> weights: array<f32>;           // [steps]
@group(0) @binding(2) var<storage, read_write> inputGrad: array<vec4f>; // [steps, batch, columns]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.batch * params.columns / 4u;
  if (i < params.steps * width) { inputGrad[i] = weights[i / width] * outputGrad[i % width]; }
}
