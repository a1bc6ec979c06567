// partial[split, k] = sum over the rows of this split of input[row, k] * outputGrad[row], dense, in ascending row.
//
// An invocation owns 8 inputs by 4 outputs: three vec4 loads for 32 products. The rows are divided into `splits`
// partials of `rowsPerSplit` rows; the division depends on the shape alone, and sum-splits adds the partials in order.
// BIAS, with a multiple of 64 rows in a split: also the bias partials, by the invocations that own the first inputs.
// The including shader has the bindings of linear-backward-weight.
//#include lib/bias-partial

override ADD: bool = false; // one partial: added to the gradient itself, with no second stage

fn gradientAt(at: u32) -> vec4f { return outputGrad[at]; }

fn store(at: u32, sum: vec4f) {
  if (ADD) { partial[at] += sum; } else { partial[at] = sum; }
}

// k4: the first of two vec4s of inputs; column: of 4 outputs.
fn writeWeightGrad(split: u32, k4: u32, column: u32) {
  let width = params.outputs / 4u;
  let inputWidth = params.inputs / 4u;
  if (column >= width || k4 >= inputWidth) { return; }
  let second = min(k4 + 1u, inputWidth - 1u) - k4; // 0 where there is no second vec4: computed twice, written once

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

  let to = (split * params.inputs + k4 * 4u) * width + column;
  store(to, sum0);
  store(to + width, sum1);
  store(to + 2u * width, sum2);
  store(to + 3u * width, sum3);
  if (second == 1u) {
    store(to + 4u * width, sum4);
    store(to + 5u * width, sum5);
    store(to + 6u * width, sum6);
    store(to + 7u * width, sum7);
  }
}
