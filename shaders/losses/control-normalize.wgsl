// Advantages of a minibatch with mean 0 and standard deviation 1 over the transitions that count:
//   (A - mean) / (std + 1e-8),  std^2 = the mean of (A - mean)^2
// The other numbers of a transition are copied. The weights with which a sum is that mean are written as by control-weights.
// One workgroup of 64 threads, always.
//#include lib/transition
//#include lib/thread-sum
//#include lib/counted

struct Params {
  timeSteps: u32,
  rows: u32,
  words: u32,
  steps: u32,
  end: u32,
}

@group(0) @binding(0) var<storage, read> records: array<f32>;            // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read> transitions: array<vec4f>;      // [steps, rows, 4]
@group(0) @binding(2) var<storage, read_write> weights: array<f32>;      // [timeSteps, rows]
@group(0) @binding(3) var<storage, read_write> normalized: array<vec4f>; // [steps, rows, 4]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) thread: u32) {
  let weight = weightOfOne(params.rows, thread);
  let all = params.steps * params.rows;
  for (var i = thread; i < params.timeSteps * params.rows; i += THREADS) { weights[i] = select(0.0, weight, counts(i, params.rows)); }
  workgroupBarrier();
  var own = 0.0;
  for (var i = thread; i < all; i += THREADS) { own = fma(select(0.0, weight, counts(i, params.rows)), transitions[i].x, own); }
  let mean = sumOfThreads(own, thread);
  workgroupBarrier();
  own = 0.0;
  for (var i = thread; i < all; i += THREADS) {
    let apart = transitions[i].x - mean;
    own = fma(select(0.0, weight, counts(i, params.rows)), apart * apart, own);
  }
  let scale = 1.0 / (sqrt(sumOfThreads(own, thread)) + 1e-8);
  for (var i = thread; i < all; i += THREADS) {
    let one = transitions[i];
    normalized[i] = vec4f((one.x - mean) * scale, one.yzw);
  }
}
