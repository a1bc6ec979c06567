// correct[i] = 1 where the prediction is the label, else 0, for this micro-batch; and the counter of micro-batches advances.

override WORKGROUP: u32 = 64u;

struct Params {
  total: u32,
  batch: u32,
}

@group(0) @binding(0) var<storage, read> prediction: array<u32>;    // [total]
@group(0) @binding(1) var<storage, read> labels: array<u32>;        // [batch]
@group(0) @binding(2) var<storage, read_write> correct: array<f32>; // [total]
@group(0) @binding(3) var<storage, read_write> micro: array<u32>;   // [1]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) thread: u32) {
  let first = micro[0] * params.batch;
  for (var b = thread; b < params.batch; b += WORKGROUP) {
    correct[first + b] = select(0.0, 1.0, prediction[first + b] == labels[b]);
  }
  storageBarrier();
  workgroupBarrier();
  if (thread == 0u) { micro[0] = micro[0] + 1u; }
}
