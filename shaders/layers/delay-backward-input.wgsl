// Backward of delay-forward to its input, in ascending lag and n:
//   inputGrad[row, k] = sum over lags and outputs of outputGrad[row + lag * batch, n] * kernel[lag, k, n]
// An input of one step has the gradients of all steps.  An invocation owns one row by 4 inputs.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,
  outputs: u32, // a multiple of 4
  lags: u32,
  inputs: u32,    // a multiple of 4
  inputRows: u32, // batch, or rows
  batch: u32,
}

@group(0) @binding(0) var<storage, read> outputGrad: array<vec4f>;      // [rows, outputs]
@group(0) @binding(1) var<storage, read> kernel: array<vec4f>;          // [lags, inputs, outputs]
@group(0) @binding(2) var<storage, read_write> inputGrad: array<vec4f>; // [inputRows, inputs]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let inputWidth = params.inputs / 4u;
  let row = i / inputWidth;
  if (row >= params.inputRows) { return; }
  let width = params.outputs / 4u;
  var sum = vec4f();
  for (var lag = 0u; lag < params.lags; lag++) {
    let first = (lag * params.inputs + 4u * (i % inputWidth)) * width;
    for (var to = row + lag * params.batch; to < params.rows; to += params.inputRows) {
      for (var n = 0u; n < width; n++) {
        let g = outputGrad[to * width + n];
        let at = first + n;
        sum += vec4f(dot(g, kernel[at]), dot(g, kernel[at + width]), dot(g, kernel[at + 2u * width]), dot(g, kernel[at + 3u * width]));
      }
    }
  }
  inputGrad[i] = sum;
}
