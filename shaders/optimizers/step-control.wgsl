// The conditions of a step before anything changes: the gradient norm, whether all is finite, the learning rate of this step.
//   norm = sqrt(sum of partial);  halted is set permanently when a partial or a loss is not finite
//   unless halted: clock += 1, and this step's row of the report is written
//   control = the words of lib/control
// After them control holds a table with one row per epoch: a factor on the rate, beta1, ln beta1. Past its end the last row
// is used. The rate is rate * factor * warm-up * schedule at the step's number, counted from 0.
// 1 - beta^n = -expm1(n ln beta), with ln beta from float64: pow near 1 is off by 1e-4 on some adapters.
// Where a training step has several updates (online learning at every time step), each of them runs UPDATE, which prepares the optimizer
// and leaves clock and report alone; END then does the rest, with the root mean square of their norms. Corrections count updates.
// report row (clock - 1) mod capacity = the mean of each metric over the samples, norm, rate. Metric 0 is the loss. One workgroup of
// 64 threads, always: the order of addition is thread by thread, then a tree.
//#include lib/control
//#include lib/finite

const COSINE = 1u;
const STEP = 2u;
const ONE_CYCLE = 3u;
const LOSS = 1u;
const GRADIENT = 2u;
const MAX_METRICS = 12u;
const UPDATE = 1u;
const END = 2u;

override SCHEDULE: u32 = 0u; // constant, or one of the above
override PART: u32 = 0u; // of a training step: all of it, or one of the above

struct Params {
  threads: u32,
  measured: u32, // metrics
  stride: u32,   // words from one metric to the next
  words: u32,    // of control, with its table
  capacity: u32, // rows of the report
  columns: u32,  // of the report: the metrics, norm, rate
  total: u32,    // samples of the batch
  rate: f32,
  clipNorm: f32, // 0: never
  warmUpSteps: f32,
  totalSteps: f32,
  samples: u32,  // of an epoch
  every: f32,
  factor: f32,
  riseFraction: f32,
  divide: f32,
  finalDivide: f32,
  lnBeta2: f32,
  updates: u32,  // of a training step
}

@group(0) @binding(0) var<storage, read> partial: array<u32>;       // [threads], the bits of f32
@group(0) @binding(1) var<storage, read> metrics: array<u32>;       // [measured, stride], the bits of f32, by sample
@group(0) @binding(2) var<storage, read_write> halted: array<u32>;  // [4]: set, clock, what
@group(0) @binding(3) var<storage, read_write> clock: array<u32>;   // [1]
@group(0) @binding(4) var<storage, read_write> micro: array<u32>;   // [1], back to 0
@group(0) @binding(5) var<storage, read_write> control: array<f32>; // [words]
@group(0) @binding(6) var<storage, read_write> report: array<f32>;  // [capacity, columns]
@group(0) @binding(7) var<uniform> params: Params;

var<workgroup> sums: array<f32, 64>;
var<workgroup> bad: atomic<u32>;

// exp(x) - 1 for x <= 0: the series for small x (where the difference would cancel), else the difference.
fn expm1(x: f32) -> f32 {
  if (x < -0.5) { return exp(x) - 1.0; }
  var term = 1.0;
  for (var i = 10u; i > 1u; i--) { term = fma(term, x / f32(i), 1.0); }
  return term * x;
}

// Half a cosine from `high` at 0 to `low` at 1.
fn anneal(high: f32, low: f32, share: f32) -> f32 {
  return low + (high - low) * 0.5 * (1.0 + cos(3.141592653589793 * clamp(share, 0.0, 1.0)));
}

fn scheduled(step: f32) -> f32 {
  switch SCHEDULE {
    case COSINE: { return anneal(1.0, 0.0, step / params.totalSteps); }
    case STEP: { return pow(params.factor, floor(step / params.every)); }
    case ONE_CYCLE: {
      // As torch.optim.lr_scheduler.OneCycleLR: the phases end at fractions of totalSteps, less one.
      let start = 1.0 / params.divide;
      let peak = params.riseFraction * params.totalSteps - 1.0;
      let last = params.totalSteps - 1.0;
      if (step <= peak) { return anneal(start, 1.0, select(1.0, step / peak, peak > 0.0)); }
      return anneal(1.0, start / params.finalDivide, (step - peak) / (last - peak));
    }
    default: { return 1.0; }
  }
}

// The sum of a value of each thread. Called by all threads together.
fn sumOf(own: f32, thread: u32) -> f32 {
  sums[thread] = own;
  workgroupBarrier();
  for (var reach = 32u; reach > 0u; reach /= 2u) {
    if (thread < reach) { sums[thread] += sums[thread + reach]; }
    workgroupBarrier();
  }
  let total = sums[0];
  workgroupBarrier();
  return total;
}

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) thread: u32) {
  var square = 0.0;
  var notFinite = 0u;
  for (var i = thread; i < params.threads; i += 64u) {
    if (isNotFinite(partial[i])) { notFinite |= GRADIENT; }
    square += bitcast<f32>(partial[i]);
  }
  for (var i = thread; i < params.total; i += 64u) {
    if (isNotFinite(metrics[i])) { notFinite |= LOSS; }
  }
  atomicOr(&bad, notFinite);
  // The sums of the metrics, and behind them that of the squares.
  var totals: array<f32, MAX_METRICS + 1u>;
  for (var f = 0u; f <= params.measured; f++) {
    var own = 0.0;
    if (f == params.measured) {
      own = square;
    } else {
      for (var i = thread; i < params.total; i += 64u) { own += bitcast<f32>(metrics[f * params.stride + i]); }
    }
    totals[f] = sumOf(own, thread);
  }
  if (thread > 0u) { return; }

  micro[0] = 0u;
  let step = clock[0];
  let done = u32(control[DONE]);
  var squared = totals[params.measured];
  if (PART == UPDATE) {
    control[DONE] += 1.0;
    control[SQUARES] += squared;
  } else {
    if (PART == END) { squared = control[SQUARES] / f32(params.updates); }
    control[DONE] = 0.0;
    control[SQUARES] = 0.0;
  }
  if (halted[0] != 0u) { return; }
  let what = atomicLoad(&bad);
  if (what != 0u) {
    halted[0] = 1u;
    halted[1] = step;
    halted[2] = what;
    return;
  }
  let norm = sqrt(squared);
  let epochs = (params.words - TABLE) / TABLE_COLUMNS;
  let epoch = TABLE + TABLE_COLUMNS * min(step * params.total / params.samples, epochs - 1u);
  var rate = params.rate * control[epoch] * scheduled(f32(step));
  if (f32(step) < params.warmUpSteps) { rate *= f32(step + 1u) / params.warmUpSteps; }
  let updates = step * params.updates + done + 1u;
  control[NORM] = norm;
  control[CLIP] = 1.0;
  if (params.clipNorm > 0.0 && norm > params.clipNorm) { control[CLIP] = params.clipNorm / norm; }
  control[RATE] = rate;
  control[CORRECTION1] = -expm1(f32(updates) * control[epoch + 2u]);
  control[CORRECTION2] = -expm1(f32(updates) * params.lnBeta2);
  control[BETA1] = control[epoch + 1u];
  if (PART == UPDATE) { return; }
  clock[0] = step + 1u;
  let row = (step % params.capacity) * params.columns;
  for (var f = 0u; f < params.measured; f++) { report[row + f] = totals[f] / f32(params.total); }
  report[row + params.measured] = norm;
  report[row + params.measured + 1u] = rate;
}
