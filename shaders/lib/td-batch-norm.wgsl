// Threshold-dependent batch normalization of a channel, from sums over its rows: first of d = product - pivot, second of d * d.
//   mean = pivot + first / n;  variance = second / n - (first / n)^2       n = rows
//   scale = gamma * gain / sqrt(variance + epsilon);  shift = beta - scale * mean       gain = alpha * threshold
// map = scale, shift, mean: the mean is a pivot near which the backward pass sums.
// observedMean and observedVariance (unbiased, n counting all steps) are what the running statistics move towards.
// The including shader declares these tensors, and the parameters rows, channels, copies, gain and epsilon.

fn normalize(c: u32, middle: f32, first: f32, second: f32) {
  let n = f32(params.rows);
  let d = first / n;
  let mean = middle + d;
  let variance = max(0.0, second / n - d * d);
  let counted = n * f32(params.copies);
  let factor = gamma[c] * params.gain / sqrt(variance + params.epsilon);
  map[c] = factor;
  map[params.channels + c] = fma(-factor, mean, beta[c]);
  map[2u * params.channels + c] = mean;
  observedMean[c] = mean;
  observedVariance[c] = variance * counted / max(1.0, counted - 1.0);
}
