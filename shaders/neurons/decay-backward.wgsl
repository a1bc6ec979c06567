// The gradient of a learned decay:  decayGrad += decay (1 - decay) * sum of partial,  decay = sigmoid(logit).
// It reads one row of each partial of [partials, rows, neurons], which the neuron's backward pass wrote.
// One workgroup of 64 threads: each adds its share in ascending index, then a tree.

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

var<workgroup> sums: array<f32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) thread: u32) {
  var sum = 0.0;
  for (var i = thread; i < params.partials * params.neurons; i += 64u) {
    sum += partial[((i / params.neurons) * params.rows + params.row) * params.neurons + i % params.neurons];
  }
  sums[thread] = sum;
  workgroupBarrier();
  for (var reach = 32u; reach > 0u; reach /= 2u) {
    if (thread < reach) { sums[thread] += sums[thread + reach]; }
    workgroupBarrier();
  }
  if (thread == 0u) {
    let decay = 1.0 / (1.0 + exp(-logit[0]));
    logitGrad[0] += decay * (1.0 - decay) * sums[0];
  }
}
