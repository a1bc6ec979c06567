// Backward of delay-forward to its kernel, in ascending row:
//   kernelGrad[lag, k, n] = sum over rows of input[row - lag * batch, k] * outputGrad[row, n]
// An invocation owns 4 inputs by 4 outputs at one lag.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  inputRows: u32, // batch, or rows
  inputs: u32,    // a multiple of 4
  rows: u32,
  outputs: u32,   // a multiple of 4
  lags: u32,
  batch: u32,
}

@group(0) @binding(0) var<storage, read> input: array<vec4f>;            // [inputRows, inputs]
@group(0) @binding(1) var<storage, read> outputGrad: array<vec4f>;       // [rows, outputs]
@group(0) @binding(2) var<storage, read_write> kernelGrad: array<vec4f>; // [lags, inputs, outputs]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.outputs / 4u;
  let inputWidth = params.inputs / 4u;
  let column = i % width;
  let k = i / width % inputWidth;
  let lag = i / width / inputWidth;
  if (lag >= params.lags) { return; }
  var sums = mat4x4f();
  let begins = lag * params.batch;
  for (var row = begins; row < params.rows; row++) {
    let g = outputGrad[row * width + column];
    let x = input[(row - begins) % params.inputRows * inputWidth + k];
    for (var j = 0u; j < 4u; j++) { sums[j] = fma(vec4f(x[j]), g, sums[j]); }
  }
  for (var j = 0u; j < 4u; j++) { kernelGrad[(lag * params.inputs + 4u * k + j) * width + column] = sums[j]; }
}
