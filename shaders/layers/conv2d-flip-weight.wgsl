// flipped[kernelHeight - 1 - ky, kernelWidth - 1 - kx, n, c] = weight[ky, kx, c, n]: flipped in space, with inputs and outputs exchanged.
// The gradient on a convolution's input is the convolution of its output's gradient with these.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  kernelHeight: u32,
  kernelWidth: u32,
  inputs: u32,
  outputs: u32,
}

@group(0) @binding(0) var<storage, read> weight: array<f32>;        // [kernelHeight, kernelWidth, inputs, outputs]
@group(0) @binding(1) var<storage, read_write> flipped: array<f32>; // [kernelHeight, kernelWidth, outputs, inputs]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let positions = params.kernelHeight * params.kernelWidth;
  let c = i % params.inputs;
  let n = i / params.inputs % params.outputs;
  let position = i / (params.inputs * params.outputs);
  if (position >= positions) { return; }
  flipped[i] = weight[((positions - 1u - position) * params.inputs + c) * params.outputs + n];
}
