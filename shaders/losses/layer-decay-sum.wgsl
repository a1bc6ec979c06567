// The term of layer-decay, of all layers: the same for each sample of a micro-batch.
//   metrics[row, b] = sum of partial
// One workgroup of 64 threads, always; the order of addition is thread by thread, then a tree.

const THREADS = 64u;

struct Params {
  count: u32,
  measured: u32,
  stride: u32,  // words from one metric to the next
  samples: u32, // of a micro-batch
  row: u32,
}

@group(0) @binding(0) var<storage, read> partial: array<f32>;       // [count]
@group(0) @binding(1) var<storage, read> micro: array<u32>;         // [1]
@group(0) @binding(2) var<storage, read_write> metrics: array<f32>; // [measured, stride]
@group(0) @binding(3) var<uniform> params: Params;

var<workgroup> sums: array<f32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) thread: u32) {
  var sum = 0.0;
  for (var i = thread; i < params.count; i += THREADS) { sum += partial[i]; }
  sums[thread] = sum;
  workgroupBarrier();
  for (var reach = THREADS / 2u; reach > 0u; reach /= 2u) {
    if (thread < reach) { sums[thread] += sums[thread + reach]; }
    workgroupBarrier();
  }
  let start = params.row * params.stride + micro[0] * params.samples;
  for (var b = thread; b < params.samples; b += THREADS) { metrics[start + b] = sums[0]; }
}
