// A loss term on the synaptic operations of one product: the share of its connections that spikes meet.
//   met[b] = sum over steps and inputs of spikes * reach[place] * fanOut;   a position is `stored` words long
//   metrics[row, b] = met[b] / possible, plus what is there unless FIRST
//   spikesGrad[t, b, n] += weight * reach[place] * fanOut / (possible * total)
// One workgroup of 64 threads, always, owns one sample; the order of addition is thread by thread, then a tree.

override FIRST: bool = false; // of the products of a network

const THREADS = 64u;

struct Params {
  steps: u32,
  samples: u32,
  words: u32,    // of a sample at one step
  places: u32,
  measured: u32,
  stride: u32,   // words from one metric to the next
  stored: u32,
  features: u32, // words of a position that are no padding
  total: u32,    // samples of the whole batch, over all micro-batches
  row: u32,
  fanOut: f32,
  possible: f32, // connections of all products, over all steps
  weight: f32,
}

@group(0) @binding(0) var<storage, read> spikes: array<f32>;           // [steps, samples, words]
@group(0) @binding(1) var<storage, read> reach: array<u32>;            // [places]
@group(0) @binding(2) var<storage, read> micro: array<u32>;            // [1]
@group(0) @binding(3) var<storage, read_write> spikesGrad: array<f32>; // [steps, samples, words]
@group(0) @binding(4) var<storage, read_write> metrics: array<f32>;    // [measured, stride]
@group(0) @binding(5) var<uniform> params: Params;

var<workgroup> sums: array<f32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let b = group.x;
  var sum = 0.0;
  for (var n = thread; n < params.words; n += THREADS) {
    if (n % params.stored >= params.features) { continue; }
    let share = f32(reach[min(n / params.stored, params.places - 1u)]) * params.fanOut / params.possible;
    let grad = params.weight * share / f32(params.total);
    for (var t = 0u; t < params.steps; t++) {
      let at = (t * params.samples + b) * params.words + n;
      sum = fma(spikes[at], share, sum);
      spikesGrad[at] += grad;
    }
  }
  sums[thread] = sum;
  workgroupBarrier();
  for (var half = THREADS / 2u; half > 0u; half /= 2u) {
    if (thread < half) { sums[thread] += sums[thread + half]; }
    workgroupBarrier();
  }
  if (thread > 0u) { return; }
  let to = params.row * params.stride + micro[0] * params.samples + b;
  if (FIRST) { metrics[to] = sums[0]; } else { metrics[to] += sums[0]; }
}
