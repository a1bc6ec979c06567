// Threshold-dependent batch normalization, second stage: from sums to the affine map that the neuron applies.
//   mean = pivot + first / n;  variance = second / n - (first / n)^2       n = rows * spatial
//   scale = gamma * gain / sqrt(variance + epsilon);  shift = beta - scale * mean       gain = alpha * threshold
// observedMean and observedVariance (unbiased, n counting all steps) are what the running statistics move towards.
// One invocation owns one channel and adds pieces and places in ascending order.

override WORKGROUP: u32 = 64u;

struct Params {
  splits: u32,
  columns: u32,
  channels: u32,
  rows: u32,
  copies: u32, // steps that a row stands for: its statistics count them
  gain: f32,
  epsilon: f32,
}

@group(0) @binding(0) var<storage, read> partial: array<f32>;                 // [splits, 2, columns]
@group(0) @binding(1) var<storage, read> pivot: array<f32>;                   // [channels]
@group(0) @binding(2) var<storage, read> gamma: array<f32>;                   // [channels]
@group(0) @binding(3) var<storage, read> beta: array<f32>;                    // [channels]
@group(0) @binding(4) var<storage, read_write> scale: array<f32>;             // [channels]
@group(0) @binding(5) var<storage, read_write> shift: array<f32>;             // [channels]
@group(0) @binding(6) var<storage, read_write> observedMean: array<f32>;      // [channels]
@group(0) @binding(7) var<storage, read_write> observedVariance: array<f32>;  // [channels]
@group(0) @binding(8) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let c = id.x;
  if (c >= params.channels) { return; }
  let spatial = params.columns / params.channels;
  var first = 0.0;
  var second = 0.0;
  for (var split = 0u; split < params.splits; split++) {
    let at = split * 2u * params.columns + c * spatial;
    for (var s = 0u; s < spatial; s++) {
      first += partial[at + s];
      second += partial[at + params.columns + s];
    }
  }
  let n = f32(params.rows * spatial);
  let d = first / n;
  let mean = pivot[c] + d;
  let variance = max(0.0, second / n - d * d);
  let counted = n * f32(params.copies);
  let factor = gamma[c] * params.gain / sqrt(variance + params.epsilon);
  scale[c] = factor;
  shift[c] = fma(-factor, mean, beta[c]);
  observedMean[c] = mean;
  observedVariance[c] = variance * counted / max(1.0, counted - 1.0);
}
