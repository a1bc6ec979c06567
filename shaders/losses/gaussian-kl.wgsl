// The divergence of each row's normal distributions, in nats:  kl[row] = sum over t and j of KL(posterior || prior)[t, row, j]
// (lib/gaussian), and the gradients of its mean over the whole batch times its weight (lib/kl-weight). A row of statistics holds
// means, then logarithms of variances. With x = logVarianceQ - logVarianceP, d = meanQ - meanP, w = weight / total:
//   meanQGrad = w d exp(-logVarianceP) = -meanPGrad;  logVarianceQGrad = w (exp(x) - 1) / 2
//   logVariancePGrad = -w (exp(x) - 1 + d^2 exp(-logVarianceP)) / 2
// STANDARD: the prior is normal with mean 0 and variance 1; `prior` is not read and has no gradient.
// One workgroup of 64 threads, always, owns one row. Its threads divide steps and units; the order of addition is thread by
// thread, then a tree.
//#include lib/gaussian
//#include lib/kl-weight
//#include lib/thread-sum

override STANDARD: bool = false;

struct Params {
  steps: u32,
  rows: u32,
  columns: u32, // 2 size, padded
  priorSteps: u32,
  priorRows: u32,
  priorColumns: u32,
  total: u32,   // rows of the whole batch, over all micro-batches
  size: u32,    // units: variables of a row at a step
  beta: f32,
  warmUpSteps: f32,
}

@group(0) @binding(0) var<storage, read> posterior: array<f32>;           // [steps, rows, columns]
@group(0) @binding(1) var<storage, read> prior: array<f32>;               // [steps, rows, columns], not where STANDARD
@group(0) @binding(2) var<storage, read> clock: array<u32>;               // [1]
@group(0) @binding(3) var<storage, read> micro: array<u32>;               // [1]
@group(0) @binding(4) var<storage, read_write> posteriorGrad: array<f32>; // [steps, rows, columns]
@group(0) @binding(5) var<storage, read_write> priorGrad: array<f32>;     // [steps, rows, columns], not where STANDARD
@group(0) @binding(6) var<storage, read_write> kl: array<f32>;            // [total]
@group(0) @binding(7) var<uniform> params: Params;

// The divergence of one unit, whose mean lies at `at`; writes its gradients.
fn unitAt(at: u32, weight: f32) -> f32 {
  let behind = at + params.size;
  let q = Normal(posterior[at], posterior[behind]);
  var p = Normal();
  if (!STANDARD) { p = Normal(prior[at], prior[behind]); }
  let x = q.logVariance - p.logVariance;
  let apart = q.mean - p.mean;
  let pull = weight * apart * exp(-p.logVariance);
  let widen = weight * 0.5 * (x + expOverLine(x));
  posteriorGrad[at] = pull;
  posteriorGrad[behind] = widen;
  if (!STANDARD) {
    priorGrad[at] = -pull;
    priorGrad[behind] = -fma(0.5 * pull, apart, widen);
  }
  return divergenceOf(q, p);
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = group.x;
  let weight = klWeight(params.beta, params.warmUpSteps, clock[0]) / f32(params.total);
  var sum = 0.0;
  for (var i = thread; i < params.steps * params.size; i += THREADS) {
    let first = (i / params.size * params.rows + row) * params.columns;
    sum += unitAt(first + i % params.size, weight);
  }
  let padding = params.columns - 2u * params.size;
  for (var i = thread; i < params.steps * padding; i += THREADS) {
    let at = (i / padding * params.rows + row) * params.columns + 2u * params.size + i % padding;
    posteriorGrad[at] = 0.0;
    if (!STANDARD) { priorGrad[at] = 0.0; }
  }
  let divergence = sumOfThreads(sum, thread);
  if (thread == 0u) { kl[micro[0] * params.rows + row] = divergence; }
}
