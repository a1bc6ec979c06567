// The gradient of a learned decay:  decayGrad += decay (1 - decay) * sum of partial,  decay = sigmoid(logit).
// It reads one row of each piece of [pieces, rows, neurons]: what the neuron's backward pass left.
// One workgroup of 64 lanes: each adds its share in ascending index, then a tree.

struct Params {
  pieces: u32,
  rows: u32, // of a piece
  neurons: u32,
  row: u32,
}

@group(0) @binding(0) var<storage, read> partial: array<f32>;          // [pieces, rows, neurons]
@group(0) @binding(1) var<storage, read> logit: array<f32>;            // [1]
@group(0) @binding(2) var<storage, read_write> logitGrad: array<f32>;  // [1]
@group(0) @binding(3) var<uniform> params: Params;

var<workgroup> sums: array<f32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32) {
  var sum = 0.0;
  for (var i = lane; i < params.pieces * params.neurons; i += 64u) {
    sum += partial[((i / params.neurons) * params.rows + params.row) * params.neurons + i % params.neurons];
  }
  sums[lane] = sum;
  workgroupBarrier();
  for (var reach = 32u; reach > 0u; reach /= 2u) {
    if (lane < reach) { sums[lane] += sums[lane + reach]; }
    workgroupBarrier();
  }
  if (lane == 0u) {
    let decay = 1.0 / (1.0 + exp(-logit[0]));
    logitGrad[0] += decay * (1.0 - decay) * sums[0];
  }
}
