// The cross-entropy of the outputs of one step, alone or with a regularization that pulls the outputs to a value (TET).
// The including shader includes lib/labels and declares logits and logitsGrad, and the parameters columns, classes, lambda and targetValue.

override REGULARIZED: bool = false;

// The loss of one step; writes its gradient.
fn lossOf(row: u32, label: u32, weight: f32) -> f32 {
  let masked = label == PADDING;
  var top = logits[row];
  for (var c = 1u; c < params.classes; c++) { top = max(top, logits[row + c]); }
  var total = 0.0;
  for (var c = 0u; c < params.classes; c++) { total += exp(logits[row + c] - top); }
  for (var c = 0u; c < params.columns; c++) {
    var g = 0.0;
    if (c < params.classes && !masked) { g = (exp(logits[row + c] - top) / total - select(0.0, 1.0, c == label)) * weight; }
    logitsGrad[row + c] = g;
  }
  if (masked) { return 0.0; }
  let loss = log(total) + top - logits[row + label];
  if (REGULARIZED) { return regularized(row, loss, weight); }
  return loss;
}

// The loss of one step with its outputs pulled to the target; turns the gradient of the loss into that of both.
fn regularized(row: u32, loss: f32, weight: f32) -> f32 {
  let pull = params.lambda / f32(params.classes);
  var squares = 0.0;
  for (var c = 0u; c < params.classes; c++) {
    let distance = logits[row + c] - params.targetValue;
    squares = fma(distance, distance, squares);
    logitsGrad[row + c] = fma(1.0 - params.lambda, logitsGrad[row + c], 2.0 * pull * weight * distance);
  }
  return fma(1.0 - params.lambda, loss, pull * squares);
}
