// The gradient of a learned decay, from one row of each partial that the neuron's backward pass wrote:
//   logitGrad += decay (1 - decay) * sum of partial,  decay = sigmoid(logit)
// Each of 64 threads adds its share in ascending index, then a tree.
//#include lib/thread-sum

struct Params {
  partials: u32,
  rows: u32, // of a partial
  neurons: u32,
  row: u32,
}

@group(0) @binding(0) var<storage, read> partial: array<f32>;         // [partials, rows, neurons]
@group(0) @binding(1) var<storage, read> logit: array<f32>;           // [1]
@group(0) @binding(2) var<storage, read_write> logitGrad: array<f32>; // [1]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) thread: u32) {
  var sum = 0.0;
  for (var i = thread; i < params.partials * params.neurons; i += THREADS) {
    sum += partial[(i / params.neurons * params.rows + params.row) * params.neurons + i % params.neurons];
  }
  let all = sumOfThreads(sum, thread);
  if (thread == 0u) {
    let decay = 1.0 / (1.0 + exp(-logit[0]));
    logitGrad[0] += decay * (1.0 - decay) * all;
  }
}
