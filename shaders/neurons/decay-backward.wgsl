// The gradient of a learned decay, from one row of each partial that the neuron's backward pass wrote. One workgroup of 64 threads.
//#include lib/decay-backward

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
  addDecayGrad(params.partials, params.rows, params.neurons, params.row, thread);
}
