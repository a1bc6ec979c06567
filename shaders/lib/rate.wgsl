// Means over time of outputs [steps, batch, columns], recomputed where they are needed: outputs are few.
// The including shader declares `logits` and `params` with steps, batch, columns and classes.

fn meanOutput(b: u32, c: u32) -> f32 {
  var sum = 0.0;
  for (var t = 0u; t < params.steps; t++) { sum += logits[(t * params.batch + b) * params.columns + c]; }
  return sum / f32(params.steps);
}

// The class with the largest mean; the first of equals.
fn answerOf(b: u32) -> u32 {
  var best = 0u;
  var top = meanOutput(b, 0u);
  for (var c = 1u; c < params.classes; c++) {
    let m = meanOutput(b, c);
    if (m > top) {
      top = m;
      best = c;
    }
  }
  return best;
}
