// The negative log-likelihood of recorded spikes y, in nats:  loss[row] = sum over t >= first and cells of
//   poisson, prediction = rate in spikes per bin:   rate - y ln(rate + FLOOR)          (without the constant ln y!)
//   BERNOULLI, prediction = logit of q, the probability of a spike:  -y ln q - (1 - y) ln(1 - q)
// and the gradient of its mean over the whole batch; before `first`, and in padding, it is 0.
// One workgroup of 64 threads, always, owns one row. Its threads divide steps and fours of cells; the order of addition is
// thread by thread, then a tree.
//#include lib/exponential
//#include lib/thread-sum
//#include lib/lanes

const FLOOR = 1e-8;

override BERNOULLI: bool = false;

struct Params {
  steps: u32,
  rows: u32,
  columns: u32, // of a row: cells, padded
  total: u32,   // rows of the whole batch, over all micro-batches
  cells: u32,
  first: u32,   // the step from which on the loss counts
}

@group(0) @binding(0) var<storage, read> prediction: array<vec4f>;           // [steps, rows, columns]
@group(0) @binding(1) var<storage, read> recorded: array<vec4f>;             // [steps, rows, columns]
@group(0) @binding(2) var<storage, read> micro: array<u32>;                  // [1]
@group(0) @binding(3) var<storage, read_write> predictionGrad: array<vec4f>; // [steps, rows, columns]
@group(0) @binding(4) var<storage, read_write> loss: array<f32>;             // [total]
@group(0) @binding(5) var<uniform> params: Params;

// Neither has a difference of two large terms where the prediction is good.
fn unlikeliness(z: vec4f, y: vec4f) -> vec4f {
  if (BERNOULLI) { return y * softplus(-z) + (1.0 - y) * softplus(z); }
  return z - y * log(z + FLOOR);
}

fn slope(z: vec4f, y: vec4f) -> vec4f {
  if (BERNOULLI) { return (1.0 - y) * logistic(z) - y * logistic(-z); }
  return 1.0 - y / (z + FLOOR);
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = group.x;
  let width = params.columns / 4u;
  var sum = 0.0;
  for (var i = thread; i < params.steps * width; i += THREADS) {
    let t = i / width;
    let at = (t * params.rows + row) * width + i % width;
    let counts = meaning(i % width, select(0u, params.cells, t >= params.first));
    let z = select(vec4f(1.0), prediction[at], counts);
    let y = select(vec4f(), recorded[at], counts);
    predictionGrad[at] = select(vec4f(), slope(z, y) / f32(params.total), counts);
    sum += dot(select(vec4f(), unlikeliness(z, y), counts), vec4f(1.0));
  }
  let total = sumOfThreads(sum, thread);
  if (thread == 0u) { loss[micro[0] * params.rows + row] = total; }
}
