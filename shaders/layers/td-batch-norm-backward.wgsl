// Backward of threshold-dependent batch normalization, from the sums that a neuron wrote which does not add them itself.
// coefficients = the factors a, b and o of lib/td-batch-norm-backward and the mean, then scale and shift of the forward pass.
// One invocation owns one channel and adds partials in ascending order.
//#include lib/td-batch-norm-backward

override WORKGROUP: u32 = 64u;

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
@group(0) @binding(1) var<storage, read> map: array<f32>;                // [5, channels]: scale, shift, mean, variance, gamma
@group(0) @binding(2) var<storage, read_write> grads: array<f32>;        // [2, stride], of gamma and beta
@group(0) @binding(3) var<storage, read_write> coefficients: array<f32>; // [6, channels]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let c = id.x;
  if (c >= params.channels) { return; }
  var total = vec2f();
  for (var part = 0u; part < params.partials; part++) {
    let at = part * 3u * params.channels + c;
    total += vec2f(partial[at], partial[at + params.channels]);
  }
  let factors = factorsOf(total, map[4u * params.channels + c], map[3u * params.channels + c]);
  grads[c] += factors.gammaGrad;
  grads[params.stride + c] += factors.betaGrad;
  coefficients[c] = factors.a;
  coefficients[params.channels + c] = factors.b;
  coefficients[2u * params.channels + c] = factors.o;
  coefficients[3u * params.channels + c] = map[2u * params.channels + c];
  coefficients[4u * params.channels + c] = map[c];
  coefficients[5u * params.channels + c] = map[params.channels + c];
}
