// One step of mean-of-cross-entropy, inside a scan: the gradient of its part of the loss, and sums over the steps so far.
//   logitsGrad = the gradient of this step's part of the mean over steps and batch;  sums += logits, from 0 before the first step
//   loss[b] = mean over steps, 1/steps at a time;  prediction[b] = the class with the largest sum so far, the first of equals
//   correct[b] = 1 where it is the label, else 0
// A label of 0xffffffff is padding: no loss, no gradient. Columns past `classes` are padding: their gradient is 0.
// One invocation owns one sample.
//#include lib/dispatch
//#include lib/labels
//#include lib/step-loss

override WORKGROUP: u32 = 64u;

struct Params {
  batch: u32,
  columns: u32, // of a row: classes, padded
  total: u32,   // samples of the whole batch, over all micro-batches
  steps: u32,
  classes: u32,
  lambda: f32,
  targetValue: f32,
}

@group(0) @binding(0) var<storage, read> logits: array<f32>;           // [1, batch, columns]
@group(0) @binding(1) var<storage, read> labels: array<u32>;           // [batch]
@group(0) @binding(2) var<storage, read> micro: array<u32>;            // [1]
@group(0) @binding(3) var<storage, read_write> logitsGrad: array<f32>; // [1, batch, columns]
@group(0) @binding(4) var<storage, read_write> sums: array<f32>;       // [1, batch, columns]
@group(0) @binding(5) var<storage, read_write> loss: array<f32>;       // [total]
@group(0) @binding(6) var<storage, read_write> prediction: array<u32>; // [total]
@group(0) @binding(7) var<storage, read_write> correct: array<f32>;    // [total]
@group(0) @binding(8) var<uniform> params: Params;
@group(1) @binding(0) var<uniform> step: u32;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let b = flatIndex(id, groups, WORKGROUP);
  if (b >= params.batch) { return; }
  let row = b * params.columns;
  let to = micro[0] * params.batch + b;
  let ofStep = lossOf(row, labels[b], 1.0 / (f32(params.total) * f32(params.steps))) / f32(params.steps);
  var best = 0u;
  for (var c = 0u; c < params.classes; c++) {
    var sum = logits[row + c];
    if (step > 0u) { sum += sums[row + c]; }
    sums[row + c] = sum;
    if (sum > sums[row + best]) { best = c; }
  }
  var lost = ofStep;
  if (step > 0u) { lost += loss[to]; }
  loss[to] = lost;
  prediction[to] = best;
  correct[to] = select(0.0, 1.0, best == labels[b]);
}
