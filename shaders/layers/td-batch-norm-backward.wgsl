// Backward of threshold-dependent batch normalization, from the sums that the neuron wrote. With g = dL/d(normalized),
// d = product - mean, r = 1 / sqrt(variance + epsilon), n = rows:
//   gammaGrad += gain * r * sum(g d);  betaGrad += sum(g)
//   productGrad = scale * g  -  scale * r^2 * (sum(g d) / n) * d  -  scale * sum(g) / n        (the last two in training only)
// coefficients = those three factors and the mean, then scale and shift of the forward pass. One invocation owns one channel.
// LEARNED: the first workgroup adds the gradient of the neuron's learned decay, from the third rows of the partials.
//#include lib/decay-backward

override TRAINING: bool = true;
override LEARNED: bool = false;

struct Params {
  partials: u32,
  channels: u32,
  stride: u32, // from the gradient of gamma to that of beta
  rows: u32,   // number of rows in the sums over g: steps, samples and positions
  copies: u32, // steps that a row stood for in the unbiased variance
  gain: f32,
  epsilon: f32,
}

@group(0) @binding(0) var<storage, read> partial: array<f32>;            // [partials, 3, channels]
@group(0) @binding(1) var<storage, read> variance: array<f32>;           // [channels], unbiased where TRAINING
@group(0) @binding(2) var<storage, read> gamma: array<f32>;              // [channels]
@group(0) @binding(3) var<storage, read> map: array<f32>;                // [3, channels]: scale, shift, mean
@group(0) @binding(4) var<storage, read> logit: array<f32>;              // [1], LEARNED only
@group(0) @binding(5) var<storage, read_write> grads: array<f32>;        // [2, stride], of gamma and beta
@group(0) @binding(6) var<storage, read_write> coefficients: array<f32>; // [6, channels]
@group(0) @binding(7) var<storage, read_write> logitGrad: array<f32>;    // [1], LEARNED only
@group(0) @binding(8) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  if (LEARNED && group.x == 0u) {
    addDecayGrad(params.partials, 3u, params.channels, 2u, thread);
    return;
  }
  let c = (group.x - select(0u, 1u, LEARNED)) * THREADS + thread;
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
  grads[c] += params.gain * r * second;
  grads[params.stride + c] += first;
  coefficients[c] = factor;
  coefficients[params.channels + c] = select(0.0, -factor * r * r * second / n, TRAINING);
  coefficients[2u * params.channels + c] = select(0.0, -factor * first / n, TRAINING);
  coefficients[3u * params.channels + c] = map[2u * params.channels + c];
  coefficients[4u * params.channels + c] = map[c];
  coefficients[5u * params.channels + c] = map[params.channels + c];
}
