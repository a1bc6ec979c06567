// The distance of spike trains from recorded ones, both as postsynaptic potentials  f[t] = f[t-1] + (y[t] - f[t-1]) / tau.
// The trains of a set are `samples` rows, compared with `trials` rows of recorded ones:
//   loss[set] = sum over t >= first and cells of (mean of f over the samples - mean of g over the trials)^2
//   UNBIASED: minus the variance of the means: sum of (squares - sum^2 / n) / (n (n - 1)), of both sides
// and the gradient of its mean over the whole batch: back through time a[t] = h[t] + (1 - 1/tau) a[t+1],  spikesGrad[t] = a[t] / tau,
// with h the derivative of the loss to f[t]. It ends at the first step, where potentials begin: at 0, or where CARRIED with
// the traces of the previous clip. Afterwards the traces hold the potentials of the last step.
// One workgroup of 64 threads, always, owns one set; a thread has a cell and loops over time forward, then backward.
//#include lib/thread-sum

override UNBIASED: bool = false;
override CARRIED: bool = false;

struct Params {
  steps: u32,
  sets: u32,
  samples: u32,
  columns: u32, // of a row: cells, padded
  trials: u32,
  total: u32,   // sets of the whole batch, over all micro-batches
  cells: u32,
  first: u32,   // the step from which on the loss counts
  share: f32,   // 1 / tau
}

@group(0) @binding(0) var<storage, read> spikes: array<f32>;              // [steps, sets, samples, columns]
@group(0) @binding(1) var<storage, read> recorded: array<f32>;            // [steps, sets, trials, columns]
@group(0) @binding(2) var<storage, read> micro: array<u32>;               // [1]
@group(0) @binding(3) var<storage, read_write> spikesGrad: array<f32>;    // [steps, sets, samples, columns]; h until the backward pass
@group(0) @binding(4) var<storage, read_write> loss: array<f32>;          // [total]
@group(0) @binding(5) var<storage, read_write> spikesTrace: array<f32>;   // [sets, samples, columns]
@group(0) @binding(6) var<storage, read_write> recordedTrace: array<f32>; // [sets, trials, columns]
@group(0) @binding(7) var<uniform> params: Params;

fn potential(before: f32, t: u32, spike: f32) -> f32 {
  let kept = select(before, 0.0, !CARRIED && t == 0u);
  return fma(params.share, spike - kept, kept);
}

// The samples' potentials at a step, from column `at` of the first: their sum, and the sum of their squares.
fn sampledAt(t: u32, at: u32) -> vec2f {
  let step = t * params.sets * params.samples * params.columns;
  var sums = vec2f();
  for (var n = 0u; n < params.samples; n++) {
    let i = at + n * params.columns;
    let f = potential(spikesTrace[i], t, spikes[step + i]);
    spikesTrace[i] = f;
    sums += vec2f(f, f * f);
  }
  return sums;
}

// The same of the recorded trials.
fn recordedAt(t: u32, at: u32) -> vec2f {
  let step = t * params.sets * params.trials * params.columns;
  var sums = vec2f();
  for (var m = 0u; m < params.trials; m++) {
    let i = at + m * params.columns;
    let g = potential(recordedTrace[i], t, recorded[step + i]);
    recordedTrace[i] = g;
    sums += vec2f(g, g * g);
  }
  return sums;
}

// By how much the square of a mean of n is too large, on average.
fn excess(sums: vec2f, n: f32) -> f32 {
  return (sums.y - sums.x * sums.x / n) / (n * (n - 1.0));
}

// The loss of one cell at a step; stores its derivative to every sample's potential.
fn lossAt(t: u32, which: u32, cell: u32) -> f32 {
  let at = which * params.samples * params.columns + cell;
  let own = sampledAt(t, at);
  let other = recordedAt(t, which * params.trials * params.columns + cell);
  let n = f32(params.samples);
  let m = f32(params.trials);
  let mean = own.x / n;
  let apart = mean - other.x / m;
  let counts = t >= params.first;
  for (var sample = 0u; sample < params.samples; sample++) {
    let i = at + sample * params.columns;
    var h = 2.0 * apart / n;
    if (UNBIASED) { h -= 2.0 * (spikesTrace[i] - mean) / (n * (n - 1.0)); }
    spikesGrad[t * params.sets * params.samples * params.columns + i] = select(0.0, h, counts);
  }
  if (!counts) { return 0.0; }
  if (UNBIASED) { return apart * apart - excess(own, n) - excess(other, m); }
  return apart * apart;
}

// From the derivatives to the potentials of one row to those to its spikes.
fn backThroughTime(at: u32) {
  let width = params.sets * params.samples * params.columns;
  let factor = params.share / f32(params.total);
  var a = 0.0;
  for (var t = params.steps; t > 0u; t--) {
    let i = (t - 1u) * width + at;
    a = fma(1.0 - params.share, a, spikesGrad[i]);
    spikesGrad[i] = factor * a;
  }
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let which = group.x;
  let at = which * params.samples * params.columns;
  var sum = 0.0;
  for (var cell = thread; cell < params.cells; cell += THREADS) {
    for (var t = 0u; t < params.steps; t++) { sum += lossAt(t, which, cell); }
    for (var n = 0u; n < params.samples; n++) { backThroughTime(at + n * params.columns + cell); }
  }
  let padding = params.columns - params.cells;
  for (var i = thread; i < params.steps * params.samples * padding; i += THREADS) {
    let row = i / padding;
    let step = row / params.samples * params.sets * params.samples * params.columns;
    spikesGrad[step + at + row % params.samples * params.columns + params.cells + i % padding] = 0.0;
  }
  let total = sumOfThreads(sum, thread);
  if (thread == 0u) { loss[micro[0] * params.sets + which] = total; }
}
