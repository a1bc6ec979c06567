// partial[split, k] = sum over the rows of this split of input[row, k] * outputGrad[row], dense, in ascending row.
//
// An invocation owns 8 inputs by 4 outputs: three vec4 loads for 32 products. The rows are divided into `splits`
// partials of `rowsPerSplit` rows; the division depends on the shape alone, and sum-splits adds the partials in order.
// BIAS, with a multiple of 64 rows in a split: also the bias partials, by the invocations that own the first inputs.
// The including shader has the bindings of linear-backward-weight.
//#include lib/bias-partial

override ADD: bool = false; // one partial: added to the gradient itself, with no second stage

fn gradientAt(at: u32) -> vec4f { return outputGrad[at]; }

// k4: the first of two vec4s of inputs, an even one; column: of 4 outputs.
fn writeWeightGrad(split: u32, k4: u32, column: u32) {
  let width = params.outputs / 4u;
  let inputWidth = params.inputs / 4u;
  if (column >= width || k4 >= inputWidth) { return; }
  let second = min(k4 + 1u, inputWidth - 1u) - k4; // 0 where there is no second vec4: computed twice

  var sum0 = vec4f();
  var sum1 = vec4f();
  var sum2 = vec4f();
  var sum3 = vec4f();
  var sum4 = vec4f();
  var sum5 = vec4f();
  var sum6 = vec4f();
  var sum7 = vec4f();
  let firstRow = split * params.rowsPerSplit;
  let endRow = min(firstRow + params.rowsPerSplit, params.rows);
  var inputAt = firstRow * inputWidth + k4;
  var gradAt = firstRow * width + column;
  for (var row = firstRow; row < endRow; row++) {
    let g = outputGrad[gradAt];
    let a = input[inputAt];
    let b = input[inputAt + second];
    sum0 = fma(vec4f(a.x), g, sum0);
    sum1 = fma(vec4f(a.y), g, sum1);
    sum2 = fma(vec4f(a.z), g, sum2);
    sum3 = fma(vec4f(a.w), g, sum3);
    sum4 = fma(vec4f(b.x), g, sum4);
    sum5 = fma(vec4f(b.y), g, sum5);
    sum6 = fma(vec4f(b.z), g, sum6);
    sum7 = fma(vec4f(b.w), g, sum7);
    inputAt += inputWidth;
    gradAt += width;
  }
  if (BIAS && k4 == 0u) { addBias(firstRow, endRow, column); }

  var sums = array(sum0, sum1, sum2, sum3, sum4, sum5, sum6, sum7);
  for (var k = k4 * 4u; k < min(k4 * 4u + 8u, params.inputs); k++) {
    let at = (split * params.inputs + k) * width + column;
    if (ADD) { partial[at] += sums[k % 8u]; } else { partial[at] = sums[k % 8u]; }
  }
}
