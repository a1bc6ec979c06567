// The results of an evaluation: the sum of losses, the confusion matrix [label, prediction], and each sample's prediction.
// Padding (label 0xffffffff) is left out. The cursor of the evaluation advances. One workgroup of 64 threads.
//#include lib/labels

struct Params {
  batch: u32,
  cells: u32, // classes squared
  count: u32, // samples of the data set
  classes: u32,
}

@group(0) @binding(0) var<storage, read> loss: array<f32>;                    // [batch]
@group(0) @binding(1) var<storage, read> prediction: array<u32>;              // [batch]
@group(0) @binding(2) var<storage, read> labels: array<u32>;                  // [batch]
@group(0) @binding(3) var<storage, read> samples: array<u32>;                 // [batch]
@group(0) @binding(4) var<storage, read_write> lossSum: array<f32>;           // [1]
@group(0) @binding(5) var<storage, read_write> confusion: array<atomic<u32>>; // [cells]
@group(0) @binding(6) var<storage, read_write> predictions: array<u32>;       // [count]
@group(0) @binding(7) var<storage, read_write> cursor: array<u32>;            // [1]
@group(0) @binding(8) var<uniform> params: Params;

var<workgroup> sums: array<f32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) thread: u32) {
  var sum = 0.0;
  for (var b = thread; b < params.batch; b += 64u) {
    if (labels[b] == PADDING) { continue; }
    sum += loss[b];
    atomicAdd(&confusion[labels[b] * params.classes + prediction[b]], 1u);
    predictions[samples[b]] = prediction[b];
  }
  sums[thread] = sum;
  workgroupBarrier();
  for (var reach = 32u; reach > 0u; reach /= 2u) {
    if (thread < reach) { sums[thread] += sums[thread + reach]; }
    workgroupBarrier();
  }
  if (thread == 0u) {
    lossSum[0] += sums[0];
    cursor[0] += 1u;
  }
}
