// The gradient of the skip weights, through their softmax:
//   skipWeightGrad[k] = inputGain * sum of partial over partials, in ascending order
//   logitsGrad[k] += skipWeight[k] * (skipWeightGrad[k] - sum over j of skipWeight[j] * skipWeightGrad[j]) / temperature
// One workgroup, one thread per skip.

struct Params {
  partials: u32,
  paddedSpans: u32,
  words: u32,
  count: u32,
  spans: u32, // at most 256
  inputGain: f32,
}

@group(0) @binding(0) var<storage, read> partial: array<f32>;          // [partials, paddedSpans]
@group(0) @binding(1) var<storage, read> skipWeights: array<f32>;      // [words], of skip-weights
@group(0) @binding(2) var<storage, read_write> logitsGrad: array<f32>; // [count]
@group(0) @binding(3) var<uniform> params: Params;

var<workgroup> products: array<f32, 256>;

@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) thread: u32) {
  var skipWeight = 0.0;
  var skipWeightGrad = 0.0;
  if (thread < params.spans) {
    for (var part = 0u; part < params.partials; part++) { skipWeightGrad += partial[part * params.paddedSpans + thread]; }
    skipWeightGrad *= params.inputGain;
    skipWeight = skipWeights[thread + 2u];
  }
  products[thread] = skipWeight * skipWeightGrad;
  workgroupBarrier();
  for (var reach = 128u; reach > 0u; reach /= 2u) {
    if (thread < reach) { products[thread] += products[thread + reach]; }
    workgroupBarrier();
  }
  if (thread < params.spans) { logitsGrad[thread] += skipWeight * (skipWeightGrad - products[0]) / skipWeights[params.words - 1u]; }
}
