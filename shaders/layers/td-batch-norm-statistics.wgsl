// Threshold-dependent batch normalization, second stage: from sums to the affine map that the neuron applies.
//   mean = pivot + first / n;  variance = second / n - (first / n)^2       n = rows
//   scale = gamma * gain / sqrt(variance + epsilon);  shift = beta - scale * mean       gain = alpha * threshold
// map = scale, shift, mean: the mean is a pivot near which the backward pass sums.
// observedMean and observedVariance (unbiased, n counting all steps) are what the running statistics move towards.
// One invocation owns one channel and adds partials in ascending order.

override WORKGROUP: u32 = 64u;

struct Params {
  splits: u32,
  channels: u32,
  rows: u32,
  copies: u32, // steps that a row stands for: its statistics count them
  gain: f32,
  epsilon: f32,
}

@group(0) @binding(0) var<storage, read> partial: array<f32>;                // [splits, 2, channels]
@group(0) @binding(1) var<storage, read> pivot: array<f32>;                  // [channels]
@group(0) @binding(2) var<storage, read> gamma: array<f32>;                  // [channels]
@group(0) @binding(3) var<storage, read> beta: array<f32>;                   // [channels]
@group(0) @binding(4) var<storage, read_write> map: array<f32>;              // [3, channels]
@group(0) @binding(5) var<storage, read_write> observedMean: array<f32>;     // [channels]
@group(0) @binding(6) var<storage, read_write> observedVariance: array<f32>; // [channels]
@group(0) @binding(7) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let c = id.x;
  if (c >= params.channels) { return; }
  var first = 0.0;
  var second = 0.0;
  for (var split = 0u; split < params.splits; split++) {
    let at = split * 2u * params.channels + c;
    first += partial[at];
    second += partial[at + params.channels];
  }
  let n = f32(params.rows);
  let d = first / n;
  let mean = pivot[c] + d;
  let variance = max(0.0, second / n - d * d);
  let counted = n * f32(params.copies);
  let factor = gamma[c] * params.gain / sqrt(variance + params.epsilon);
  map[c] = factor;
  map[params.channels + c] = fma(-factor, mean, beta[c]);
  map[2u * params.channels + c] = mean;
  observedMean[c] = mean;
  observedVariance[c] = variance * counted / max(1.0, counted - 1.0);
}
