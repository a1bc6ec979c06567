// What the backward pass of threshold-dependent batch normalization needs of a channel, from sums over its rows:
// first of g = dL/d(normalized), second of g * d, with d = product - mean, r = 1 / sqrt(variance + epsilon), n = rows.
//   gammaGrad = gain * r * second;  betaGrad = first
//   productGrad = a * g + b * d + o:  a = gamma * gain * r;  b = -a * r^2 * second / n;  o = -a * first / n       (b and o in training only)
// The including shader declares the parameters rows, copies, gain and epsilon.

override TRAINING: bool = true;

struct Factors {
  a: f32,
  b: f32,
  o: f32,
  gammaGrad: f32,
  betaGrad: f32,
}

// variance: unbiased where TRAINING.
fn factorsOf(total: vec2f, gamma: f32, variance: f32) -> Factors {
  let n = f32(params.rows);
  let counted = n * f32(params.copies);
  var v = variance;
  if (TRAINING) { v *= (counted - 1.0) / counted; }
  let r = 1.0 / sqrt(v + params.epsilon);
  let a = gamma * params.gain * r;
  return Factors(
    a,
    select(0.0, -a * r * r * total.y / n, TRAINING),
    select(0.0, -a * total.x / n, TRAINING),
    params.gain * r * total.y,
    total.x,
  );
}
