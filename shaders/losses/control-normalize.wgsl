// Advantages of a minibatch with mean 0 and standard deviation 1 over the transitions that count:
//   (A - mean) / (std + 1e-8),  std^2 = the mean of (A - mean)^2
// The other numbers of a transition are copied. One workgroup of 64 threads, always.
//#include lib/thread-sum

struct Params {
  steps: u32,
  rows: u32,
  timeSteps: u32,
}

@group(0) @binding(0) var<storage, read> transitions: array<vec4f>;      // [steps, rows, 4]
@group(0) @binding(1) var<storage, read> weights: array<f32>;            // [timeSteps, rows]
@group(0) @binding(2) var<storage, read_write> normalized: array<vec4f>; // [steps, rows, 4]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) thread: u32) {
  let all = params.steps * params.rows;
  var own = 0.0;
  for (var i = thread; i < all; i += THREADS) { own = fma(weights[i], transitions[i].x, own); }
  let mean = sumOfThreads(own, thread);
  workgroupBarrier();
  own = 0.0;
  for (var i = thread; i < all; i += THREADS) {
    let apart = transitions[i].x - mean;
    own = fma(weights[i], apart * apart, own);
  }
  let scale = 1.0 / (sqrt(sumOfThreads(own, thread)) + 1e-8);
  for (var i = thread; i < all; i += THREADS) {
    let one = transitions[i];
    normalized[i] = vec4f((one.x - mean) * scale, one.yzw);
  }
}
