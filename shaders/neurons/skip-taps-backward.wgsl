// The gradient of the weights of spans, through their softmax:
//   tapGrad[k] = inputGain * sum of partial over pieces, in ascending order
//   logitsGrad[k] += tap[k] * (tapGrad[k] - sum over j of tap[j] * tapGrad[j]) / temperature
// One workgroup, a span a lane.

struct Params {
  pieces: u32,
  places: u32,
  words: u32,
  count: u32,
  spans: u32, // at most 256
  inputGain: f32,
}

@group(0) @binding(0) var<storage, read> partial: array<f32>;          // [pieces, places]
@group(0) @binding(1) var<storage, read> taps: array<f32>;             // [words], of skip-taps
@group(0) @binding(2) var<storage, read_write> logitsGrad: array<f32>; // [count]
@group(0) @binding(3) var<uniform> params: Params;

var<workgroup> products: array<f32, 256>;

@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) lane: u32) {
  var tap = 0.0;
  var tapGrad = 0.0;
  if (lane < params.spans) {
    for (var piece = 0u; piece < params.pieces; piece++) { tapGrad += partial[piece * params.places + lane]; }
    tapGrad *= params.inputGain;
    tap = taps[lane + 2u];
  }
  products[lane] = tap * tapGrad;
  workgroupBarrier();
  for (var reach = 128u; reach > 0u; reach /= 2u) {
    if (lane < reach) { products[lane] += products[lane + reach]; }
    workgroupBarrier();
  }
  if (lane < params.spans) { logitsGrad[lane] += tap * (tapGrad - products[0]) / taps[params.words - 1u]; }
}
