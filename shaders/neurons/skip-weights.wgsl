// The weight with which a layer receives its recurrent input of each skip, from learned logits.
//   temperature   = factor ^ epoch, at least `minTemperature`;  epoch = floor(clock * batch / samples)
//   skipWeight[k] = softmax(logits / temperature)[k];  where HARD and not soft[0], 1 for the largest alone, the first of equals
// skipWeights holds the first skip and the last, skipWeight[k] at k + 1, zeros, and in its last two words the most probable skip and the
// temperature. One invocation: the skips are few.

override HARD: bool = false;

struct Params {
  paddedSpans: u32,
  words: u32,
  spans: u32,
  batch: u32,
  samples: u32, // of an epoch
  factor: f32,
  minTemperature: f32,
}

@group(0) @binding(0) var<storage, read> clock: array<u32>;             // [1]
@group(0) @binding(1) var<storage, read> soft: array<u32>;              // [1]
@group(0) @binding(2) var<storage, read> logits: array<f32>;            // [paddedSpans]: skip k at k - 1
@group(0) @binding(3) var<storage, read_write> skipWeights: array<f32>; // [words]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(1)
fn main() {
  var temperature = 1.0;
  let epochs = clock[0] * params.batch / params.samples;
  for (var epoch = 0u; epoch < epochs && temperature > params.minTemperature; epoch++) { temperature *= params.factor; }
  temperature = max(temperature, params.minTemperature);
  var best = 0u;
  for (var i = 1u; i < params.spans; i++) {
    if (logits[i] > logits[best]) { best = i; }
  }
  let top = logits[best];
  let mixes = !HARD || soft[0] != 0u;
  var sum = 0.0;
  for (var i = 0u; i < params.spans; i++) { sum += exp((logits[i] - top) / temperature); }
  for (var i = 0u; i < params.words; i++) { skipWeights[i] = 0.0; }
  for (var i = 0u; i < params.spans; i++) {
    skipWeights[i + 2u] = select(f32(i == best), exp((logits[i] - top) / temperature) / sum, mixes);
  }
  skipWeights[0] = select(f32(best + 1u), 1.0, mixes);
  skipWeights[1] = select(f32(best + 1u), f32(params.spans), mixes);
  skipWeights[params.words - 2u] = f32(best + 1u);
  skipWeights[params.words - 1u] = temperature;
}
