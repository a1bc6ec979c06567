// Backward of threshold-dependent batch normalization, from the sums that the neuron wrote. With g = dL/d(normalized),
// d = product - mean, r = 1 / sqrt(variance + epsilon), n = rows:
//   gammaGrad += gain * r * sum(g d);  betaGrad += sum(g)
//   productGrad = scale * g  -  scale * r^2 * (sum(g d) / n) * d  -  scale * sum(g) / n        (the last two in training only)
// coefficients = those three factors and the mean, then scale and shift of the forward pass. One invocation owns one channel.

override WORKGROUP: u32 = 64u;
override TRAINING: bool = true;

struct Params {
  partials: u32,
  channels: u32,
  rows: u32,   // number of rows in the sums over g: steps, samples and positions
  copies: u32, // steps that a row stood for in the unbiased variance
  gain: f32,
  epsilon: f32,
}

@group(0) @binding(0) var<storage, read> partial: array<f32>;            // [partials, 3, channels]
@group(0) @binding(1) var<storage, read> mean: array<f32>;               // [channels]
@group(0) @binding(2) var<storage, read> variance: array<f32>;           // [channels], unbiased where TRAINING
@group(0) @binding(3) var<storage, read> gamma: array<f32>;              // [channels]
@group(0) @binding(4) var<storage, read> map: array<f32>;                // [3, channels]: scale, shift, pivot
@group(0) @binding(5) var<storage, read_write> gammaGrad: array<f32>;    // [channels]
@group(0) @binding(6) var<storage, read_write> betaGrad: array<f32>;     // [channels]
@group(0) @binding(7) var<storage, read_write> coefficients: array<f32>; // [6, channels]
@group(0) @binding(8) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let c = id.x;
  if (c >= params.channels) { return; }
  var first = 0.0;
  var second = 0.0;
  for (var part = 0u; part < params.partials; part++) {
    let at = part * 3u * params.channels + c;
    first += partial[at];
    second += partial[at + params.channels];
  }
  let n = f32(params.rows);
  let counted = n * f32(params.copies);
  var v = variance[c];
  if (TRAINING) { v *= (counted - 1.0) / counted; }
  let r = 1.0 / sqrt(v + params.epsilon);
  let factor = gamma[c] * params.gain * r;
  gammaGrad[c] += params.gain * r * second;
  betaGrad[c] += first;
  coefficients[c] = factor;
  coefficients[params.channels + c] = select(0.0, -factor * r * r * second / n, TRAINING);
  coefficients[2u * params.channels + c] = select(0.0, -factor * first / n, TRAINING);
  coefficients[3u * params.channels + c] = mean[c];
  coefficients[4u * params.channels + c] = map[c];
  coefficients[5u * params.channels + c] = map[params.channels + c];
}
