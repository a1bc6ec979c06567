// Loss terms on the firing rates of one layer: how far they are from a target, below a lower bound and above an upper one.
//   rate[n]  = mean over steps of spikes[t, b, n];   population = mean of rate over the neurons
//   error(r) = TARGET: r - targetRate;   LOWER: min(0, r - lowerRate);   UPPER: max(0, r - upperRate)
//   NEURONS:    term[b] = mean over neurons of error(rate[n])^2;   POPULATION: term[b] = error(population)^2
//   metrics[row, b] = term[b], plus what is there unless FIRST;   spikesGrad[t, b, n] += weight * dterm[b]/dspikes[t, b, n] / total
// A term that is absent has no row; the others' rows begin at `row`, in this order. Columns past `features` are padding.
// One workgroup of 64 threads, always, owns one sample; the order of addition is thread by thread, then a tree.

override TARGET: u32 = 0u; // absent, or one of the below
override LOWER: u32 = 0u;
override UPPER: u32 = 0u;
override FIRST: bool = false; // of the layers of a network

const NEURONS = 1u;
const POPULATION = 2u;
const THREADS = 64u;

struct Params {
  steps: u32,
  samples: u32,
  words: u32,    // of a sample at one step: neurons, padded
  measured: u32,
  stride: u32,   // words from one metric to the next
  columns: u32,  // words of a position
  features: u32, // of which are neurons
  total: u32,    // samples of the whole batch, over all micro-batches
  row: u32,
  targetWeight: f32,
  targetRate: f32,
  lowerWeight: f32,
  lowerRate: f32,
  upperWeight: f32,
  upperRate: f32,
}

@group(0) @binding(0) var<storage, read> spikes: array<f32>;           // [steps, samples, words]
@group(0) @binding(1) var<storage, read> micro: array<u32>;            // [1]
@group(0) @binding(2) var<storage, read_write> spikesGrad: array<f32>; // [steps, samples, words]
@group(0) @binding(3) var<storage, read_write> metrics: array<f32>;    // [measured, stride]
@group(0) @binding(4) var<uniform> params: Params;

var<workgroup> sums: array<vec4f, 64>; // of rate, and of the squared errors of neurons

fn rateOf(b: u32, n: u32) -> f32 {
  var sum = 0.0;
  for (var t = 0u; t < params.steps; t++) { sum += spikes[(t * params.samples + b) * params.words + n]; }
  return sum / f32(params.steps);
}

// The errors of a rate: to the target, below, above.
fn errorsOf(rate: f32) -> vec3f {
  return vec3f(rate - params.targetRate, min(0.0, rate - params.lowerRate), max(0.0, rate - params.upperRate));
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let b = group.x;
  var sum = vec4f();
  for (var n = thread; n < params.words; n += THREADS) {
    if (n % params.columns >= params.features) { continue; }
    let rate = rateOf(b, n);
    let errors = errorsOf(rate);
    sum += vec4f(rate, errors * errors);
  }
  sums[thread] = sum;
  workgroupBarrier();
  for (var reach = THREADS / 2u; reach > 0u; reach /= 2u) {
    if (thread < reach) { sums[thread] += sums[thread + reach]; }
    workgroupBarrier();
  }
  let neurons = f32(params.words / params.columns * params.features);
  let means = sums[0] / neurons;
  let population = errorsOf(means.x);
  let kinds = vec3u(TARGET, LOWER, UPPER);
  let ofNeurons = kinds == vec3u(NEURONS);
  let weights = select(vec3f(params.targetWeight, params.lowerWeight, params.upperWeight), vec3f(), kinds == vec3u());
  let scale = weights * (2.0 / (neurons * f32(params.steps) * f32(params.total)));
  for (var n = thread; n < params.words; n += THREADS) {
    if (n % params.columns >= params.features) { continue; }
    let grad = dot(scale, select(population, errorsOf(rateOf(b, n)), ofNeurons));
    for (var t = 0u; t < params.steps; t++) { spikesGrad[(t * params.samples + b) * params.words + n] += grad; }
  }
  if (thread > 0u) { return; }
  let terms = select(population * population, means.yzw, ofNeurons);
  var at = params.row * params.stride + micro[0] * params.samples + b;
  for (var k = 0u; k < 3u; k++) {
    if (kinds[k] == 0u) { continue; }
    if (FIRST) { metrics[at] = terms[k]; } else { metrics[at] += terms[k]; }
    at += params.stride;
  }
}
