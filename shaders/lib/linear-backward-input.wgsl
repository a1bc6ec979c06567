// inputGrad[row, k] = sum over outputs of outputGrad[row, n] * weight[k, n], in ascending n.
//
// Both operands run along n, so a vec4 of each holds four terms. An invocation owns 4 rows by 4 neighboring inputs: 8 loads
// for 64 products, and no transposed copy of the weights. The including shader has the bindings of linear-backward-input.
//#include lib/four-terms

// row: the first of 4, a multiple of 4; column: of 4 inputs.
fn writeInputGrad(row: u32, column: u32) {
  let width = params.outputs / 4u;
  // Past the end, the last one again.
  let rows = min(row + vec4u(0u, 1u, 2u, 3u), vec4u(params.rows - 1u)) * width;
  let inputs = min(column * 4u + vec4u(0u, 1u, 2u, 3u), vec4u(params.inputs - 1u)) * width;
  var sums = mat4x4f();
  for (var n = 0u; n < width; n++) { sums = add(sums, gradsAt(rows + n), weightsAt(inputs + n)); }
  let stride = params.inputs / 4u;
  if (column >= stride) { return; }
  for (var at = row; at < min(row + 4u, params.rows); at++) { inputGrad[at * stride + column] = sums[at % 4u]; }
}
