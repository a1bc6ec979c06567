// What a surrogate that is a formula reads, for all layers of a network: a table for each, by step.
//   tables[t] = t;  tables[steps + 4 t] = mean, std, gain, leak
// mean and std are of the argument of the spikes, as measured in the training step before; gain is the mean of |gamma| over the
// channels of the normalization in front, 1 without one; leak is the decay of a built-in neuron, else 0.
// `offsets` gives the position of a layer's mean and std among the statistics, of its gamma in the arena of parameters, its number of
// channels without padding, 0 without a normalization, and the position of a learned decay's logit. One workgroup of 64 threads per layer.

override LEARNED: bool = false;  // the decay is the sigmoid of a value of the arena, not the parameter
override MEASURED: bool = false; // mean and std are read; else they are 0 and 1

struct Params {
  count: u32,
  averages: u32,
  layers: u32,
  words: u32, // of a layer's table
  steps: u32,
  decay: f32,
}

@group(0) @binding(0) var<storage, read> values: array<f32>;       // [count], the arena of parameters
@group(0) @binding(1) var<storage, read> statistics: array<f32>;   // [averages], MEASURED only
@group(0) @binding(2) var<storage, read> offsets: array<u32>;      // [layers, 8]: mean, std, gamma, channels, logit, groups, potentials
@group(0) @binding(3) var<storage, read_write> tables: array<f32>; // [layers, words]
@group(0) @binding(4) var<uniform> params: Params;

var<workgroup> sums: array<f32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let own = group.x * 8u;
  let channels = offsets[own + 3u];
  var sum = 0.0;
  for (var c = thread; c < channels; c += 64u) { sum += abs(values[offsets[own + 2u] + c]); }
  sums[thread] = sum;
  workgroupBarrier();
  for (var reach = 32u; reach > 0u; reach /= 2u) {
    if (thread < reach) { sums[thread] += sums[thread + reach]; }
    workgroupBarrier();
  }
  let gain = select(1.0, sums[0] / f32(max(channels, 1u)), channels > 0u);
  var leak = params.decay;
  if (LEARNED) { leak = 1.0 / (1.0 + exp(-values[offsets[own + 4u]])); }
  for (var t = thread; t < params.steps; t += 64u) {
    let at = group.x * params.words;
    let to = at + params.steps + 4u * t;
    tables[at + t] = f32(t);
    tables[to] = 0.0;
    tables[to + 1u] = 1.0;
    if (MEASURED) {
      tables[to] = statistics[offsets[own] + t];
      tables[to + 1u] = statistics[offsets[own + 1u] + t];
    }
    tables[to + 2u] = gain;
    tables[to + 3u] = leak;
  }
}
