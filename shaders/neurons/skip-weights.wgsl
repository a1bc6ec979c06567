// The weights with which up to four layers receive their recurrent input of each skip, from learned logits.
//   temperature   = factor ^ epoch, at least `minTemperature`;  epoch = floor(clock * batch / samples)
//   skipWeight[k] = softmax(logits / temperature)[k];  where HARD and not soft[0], 1 for the largest alone, the first of equals
// A row of skipWeights holds the first skip and the last, skipWeight[k] at k + 1, zeros, and in the last two of its words the most probable
// skip and the temperature. One invocation per layer: the skips are few.

override HARD: bool = false;

struct Params {
  firstSpans: u32,  // all padded
  secondSpans: u32,
  thirdSpans: u32,
  fourthSpans: u32,
  length: u32,
  layers: u32,
  stride: u32,  // from a row to the next
  words: u32,   // of a row
  spans: u32,
  batch: u32,
  samples: u32, // of an epoch
  factor: f32,
  minTemperature: f32,
}

@group(0) @binding(0) var<storage, read> clock: array<u32>;             // [1]
@group(0) @binding(1) var<storage, read> soft: array<u32>;              // [1]
@group(0) @binding(2) var<storage, read> first: array<f32>;             // [firstSpans]: of skip k at k - 1, of the first layer
@group(0) @binding(3) var<storage, read> second: array<f32>;            // [secondSpans]; nothing where there are fewer layers
@group(0) @binding(4) var<storage, read> third: array<f32>;             // [thirdSpans]
@group(0) @binding(5) var<storage, read> fourth: array<f32>;            // [fourthSpans]
@group(0) @binding(6) var<storage, read_write> skipWeights: array<f32>; // [length]
@group(0) @binding(7) var<uniform> params: Params;

fn logitAt(layer: u32, i: u32) -> f32 {
  switch layer {
    case 0u: { return first[i]; }
    case 1u: { return second[i]; }
    case 2u: { return third[i]; }
    default: { return fourth[i]; }
  }
}

@compute @workgroup_size(1)
fn main(@builtin(workgroup_id) group: vec3u) {
  let layer = group.x;
  var temperature = 1.0;
  let epochs = clock[0] * params.batch / params.samples;
  for (var epoch = 0u; epoch < epochs && temperature > params.minTemperature; epoch++) { temperature *= params.factor; }
  temperature = max(temperature, params.minTemperature);
  var best = 0u;
  for (var i = 1u; i < params.spans; i++) {
    if (logitAt(layer, i) > logitAt(layer, best)) { best = i; }
  }
  let top = logitAt(layer, best);
  let mixes = !HARD || soft[0] != 0u;
  var sum = 0.0;
  for (var i = 0u; i < params.spans; i++) { sum += exp((logitAt(layer, i) - top) / temperature); }
  let row = layer * params.stride;
  for (var i = 0u; i < params.words; i++) { skipWeights[row + i] = 0.0; }
  for (var i = 0u; i < params.spans; i++) {
    skipWeights[row + i + 2u] = select(f32(i == best), exp((logitAt(layer, i) - top) / temperature) / sum, mixes);
  }
  skipWeights[row] = select(f32(best + 1u), 1.0, mixes);
  skipWeights[row + 1u] = select(f32(best + 1u), f32(params.spans), mixes);
  skipWeights[row + params.words - 2u] = f32(best + 1u);
  skipWeights[row + params.words - 1u] = temperature;
}
