// biasPartial[row / 64] = the sum of 64 rows of a gradient, in ascending row: column-sum, by a kernel that reads the gradient in any case.
// The including shader has biasPartial and the parameter outputs, and says what the gradient is (gradientAt).

override BIAS: bool = false;

const SUM_ROWS = 64u;

// firstRow: a multiple of 64. column: of 4 outputs.
fn addBias(firstRow: u32, endRow: u32, column: u32) {
  let width = params.outputs / 4u;
  for (var begin = firstRow; begin < endRow; begin += SUM_ROWS) {
    var sum = vec4f();
    for (var row = begin; row < min(begin + SUM_ROWS, endRow); row++) { sum += gradientAt(row * width + column); }
    biasPartial[begin / SUM_ROWS * width + column] = sum;
  }
}
