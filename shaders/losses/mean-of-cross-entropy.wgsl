// loss[b] = mean over steps of -log softmax(logits[t, b])[label];  logitsGrad of its mean over the batch. (TET, lambda 0)
// REGULARIZED: (1 - lambda) of that, and lambda of the mean over steps and classes of (logits[t, b] - targetValue)^2. (TET)
// prediction[b] = the class with the largest sum over steps, the first of equals;  correct[b] = 1 where it is the label, else 0.
// A label of 0xffffffff is padding: no loss, no gradient. Columns past `classes` are padding: their gradient is 0.
// One workgroup of 32 threads, always, owns one sample. Its threads divide first the steps, then the classes; the order of
// addition of losses is thread by thread, then a tree.
//#include lib/labels
//#include lib/step-loss

const THREADS = 32u;
const MIN = -3.4e38; // the value of a thread without a class

struct Params {
  steps: u32,
  batch: u32,
  columns: u32, // of a row: classes, padded
  total: u32,   // samples of the whole batch, over all micro-batches
  classes: u32,
  lambda: f32,
  targetValue: f32,
}

@group(0) @binding(0) var<storage, read> logits: array<f32>;           // [steps, batch, columns]
@group(0) @binding(1) var<storage, read> labels: array<u32>;           // [batch]
@group(0) @binding(2) var<storage, read> micro: array<u32>;            // [1]
@group(0) @binding(3) var<storage, read_write> logitsGrad: array<f32>; // [steps, batch, columns]
@group(0) @binding(4) var<storage, read_write> loss: array<f32>;       // [total]
@group(0) @binding(5) var<storage, read_write> prediction: array<u32>; // [total]
@group(0) @binding(6) var<storage, read_write> correct: array<f32>;    // [total]
@group(0) @binding(7) var<uniform> params: Params;

var<workgroup> losses: array<f32, 32>;
var<workgroup> tops: array<f32, 32>;
var<workgroup> bests: array<u32, 32>;

fn sumOverSteps(b: u32, c: u32) -> f32 {
  var sum = 0.0;
  for (var t = 0u; t < params.steps; t++) { sum += logits[(t * params.batch + b) * params.columns + c]; }
  return sum;
}

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let b = group.x;
  let weight = 1.0 / (f32(params.total) * f32(params.steps));
  var sum = 0.0;
  for (var t = thread; t < params.steps; t += THREADS) {
    sum += lossOf((t * params.batch + b) * params.columns, labels[b], weight);
  }
  var best = min(thread, params.classes - 1u);
  var top = MIN;
  for (var c = thread; c < params.classes; c += THREADS) {
    let next = sumOverSteps(b, c);
    if (next > top) {
      top = next;
      best = c;
    }
  }
  losses[thread] = sum;
  tops[thread] = top;
  bests[thread] = best;
  workgroupBarrier();
  for (var reach = THREADS / 2u; reach > 0u; reach /= 2u) {
    if (thread < reach) {
      let other = thread + reach;
      losses[thread] += losses[other];
      if (tops[other] > tops[thread] || (tops[other] == tops[thread] && bests[other] < bests[thread])) {
        tops[thread] = tops[other];
        bests[thread] = bests[other];
      }
    }
    workgroupBarrier();
  }
  if (thread > 0u) { return; }
  let to = micro[0] * params.batch + b;
  loss[to] = losses[0] / f32(params.steps);
  prediction[to] = bests[0];
  correct[to] = select(0.0, 1.0, bests[0] == labels[b]);
}
