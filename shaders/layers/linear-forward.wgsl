// output[row] = bias + sum over inputs of input[row, k] * weight[k], dense, terms in ascending k.
//
// An invocation owns 8 rows by 4 outputs in registers: one vec4 of weights per step of k is used 8 times.
// GROUP_COLUMNS threads are consecutive along the outputs, so their weights are neighbors in memory; with GROUP_ROWS = 1
// the 8 input values are the same for the whole workgroup. Wide layers: 64 by 1. Narrow (a readout): 4 by 16.
// The product of a gradient with weights is the same kernel, given the weights as [outputs, inputs].

override GROUP_COLUMNS: u32 = 64u;
override GROUP_ROWS: u32 = 1u;

struct Params {
  rows: u32,
  inputs: u32,
  outputs: u32, // a multiple of 4
}

@group(0) @binding(0) var<storage, read> input: array<f32>;          // [rows, inputs]
@group(0) @binding(1) var<storage, read> weight: array<vec4f>;       // [inputs, outputs / 4]
@group(0) @binding(2) var<storage, read> bias: array<vec4f>;         // [outputs / 4]
@group(0) @binding(3) var<storage, read_write> output: array<vec4f>; // [rows, outputs / 4]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(GROUP_COLUMNS, GROUP_ROWS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let width = params.outputs / 4u;
  let column = group.y * GROUP_COLUMNS + local.x;
  let row = (group.x * GROUP_ROWS + local.y) * 8u;
  if (column >= width || row >= params.rows) { return; }

  // Rows past the end read the last row and write nothing.
  let last = params.rows - 1u;
  let at0 = row * params.inputs;
  let at1 = min(row + 1u, last) * params.inputs;
  let at2 = min(row + 2u, last) * params.inputs;
  let at3 = min(row + 3u, last) * params.inputs;
  let at4 = min(row + 4u, last) * params.inputs;
  let at5 = min(row + 5u, last) * params.inputs;
  let at6 = min(row + 6u, last) * params.inputs;
  let at7 = min(row + 7u, last) * params.inputs;
  let start = bias[column];
  var sum0 = start;
  var sum1 = start;
  var sum2 = start;
  var sum3 = start;
  var sum4 = start;
  var sum5 = start;
  var sum6 = start;
  var sum7 = start;
  var weightAt = column;
  for (var k = 0u; k < params.inputs; k++) {
    let w = weight[weightAt];
    weightAt += width;
    sum0 = fma(vec4f(input[at0 + k]), w, sum0);
    sum1 = fma(vec4f(input[at1 + k]), w, sum1);
    sum2 = fma(vec4f(input[at2 + k]), w, sum2);
    sum3 = fma(vec4f(input[at3 + k]), w, sum3);
    sum4 = fma(vec4f(input[at4 + k]), w, sum4);
    sum5 = fma(vec4f(input[at5 + k]), w, sum5);
    sum6 = fma(vec4f(input[at6 + k]), w, sum6);
    sum7 = fma(vec4f(input[at7 + k]), w, sum7);
  }

  var sums = array(sum0, sum1, sum2, sum3, sum4, sum5, sum6, sum7);
  for (var at = row; at < min(row + 8u, params.rows); at++) { output[at * width + column] = sums[at % 8u]; }
}
