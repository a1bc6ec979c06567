// output[row] = bias + sum over lags and inputs of input[row - lag * batch, k] * kernel[lag, k], in ascending lag and k.
// Rows are steps * batch; before the first step there is nothing. An input of one step is the same at every step.
// An invocation owns 4 rows by 4 outputs.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  inputRows: u32, // batch, or rows
  inputs: u32,
  lags: u32,
  outputs: u32, // a multiple of 4
  rows: u32,
  batch: u32,
}

@group(0) @binding(0) var<storage, read> input: array<f32>;          // [inputRows, inputs]
@group(0) @binding(1) var<storage, read> kernel: array<vec4f>;       // [lags, inputs, outputs]
@group(0) @binding(2) var<storage, read> bias: array<vec4f>;         // [outputs]
@group(0) @binding(3) var<storage, read_write> output: array<vec4f>; // [rows, outputs]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.outputs / 4u;
  let column = i % width;
  let row = i / width * 4u;
  if (row >= params.rows) { return; }
  let rows = row + vec4u(0u, 1u, 2u, 3u);
  var sums = mat4x4f(bias[column], bias[column], bias[column], bias[column]);
  for (var lag = 0u; lag < params.lags && lag * params.batch <= rows.w; lag++) {
    let begins = vec4u(lag * params.batch);
    let at = (rows - min(rows, begins)) % params.inputRows * params.inputs;
    let arrives = select(vec4f(), vec4f(1.0), rows >= begins);
    for (var k = 0u; k < params.inputs; k++) {
      let w = kernel[(lag * params.inputs + k) * width + column];
      let x = arrives * vec4f(input[at.x + k], input[at.y + k], input[at.z + k], input[at.w + k]);
      for (var j = 0u; j < 4u; j++) { sums[j] = fma(vec4f(x[j]), w, sums[j]); }
    }
  }
  for (var j = 0u; j < 4u && row + j < params.rows; j++) { output[(row + j) * width + column] = sums[j]; }
}
