// Threshold-dependent batch normalization of a channel, from sums over its rows: of d = product - pivot, and of d * d.
//   mean = pivot + first / n;  variance = second / n - (first / n)^2       n = rows
//   scale = gamma * gain / sqrt(variance + epsilon);  shift = beta - scale * mean       gain = alpha * threshold
// The including shader declares the parameters varianceAt, copies, gain and epsilon, and the tensors
//   map = scale, shift, mean, then variance and gamma for the backward pass; the mean is a pivot near which it sums
//   observed = the mean and, from varianceAt on, the unbiased variance (n counting all steps), towards which the running statistics move

struct Normalized {
  scale: f32,
  shift: f32,
  mean: f32,
  unbiased: f32,
}

fn normalized(rows: u32, gamma: f32, beta: f32, pivot: f32, sums: vec2f) -> Normalized {
  let n = f32(rows);
  let d = sums.x / n;
  let mean = pivot + d;
  let variance = max(0.0, sums.y / n - d * d);
  let counted = n * f32(params.copies);
  let scale = gamma * params.gain / sqrt(variance + params.epsilon);
  return Normalized(scale, fma(-scale, mean, beta), mean, variance * counted / max(1.0, counted - 1.0));
}

fn keep(c: u32, channels: u32, gamma: f32, made: Normalized) {
  map[c] = made.scale;
  map[channels + c] = made.shift;
  map[2u * channels + c] = made.mean;
  map[3u * channels + c] = made.unbiased;
  map[4u * channels + c] = gamma;
  observed[c] = made.mean;
  observed[params.varianceAt + c] = made.unbiased;
}
