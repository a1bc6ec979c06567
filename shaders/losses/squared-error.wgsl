// loss[b] = mean over classes of (y[c] - [c is the label])^2,  y = sum over t of weights[t] * logits[t, b]: the readout;  logitsGrad of
// its mean over the batch.
// prediction[b] = the class with the largest y, the first of equals;  correct[b] = 1 where it is the label, else 0.
// A label of 0xffffffff is padding: no loss, no gradient. Columns past `classes` are padding: their gradient is 0.
// One workgroup of 32 threads owns one sample; its first thread adds over classes.
//#include lib/labels
//#include lib/readout-loss

struct Params {
  steps: u32,
  batch: u32,
  columns: u32, // of a row: classes, padded
  total: u32,   // samples of the whole batch, over all micro-batches
  classes: u32,
}

@group(0) @binding(0) var<storage, read> logits: array<f32>;           // [steps, batch, columns]
@group(0) @binding(1) var<storage, read> weights: array<f32>;          // [steps]
@group(0) @binding(2) var<storage, read> labels: array<u32>;           // [batch]
@group(0) @binding(3) var<storage, read> micro: array<u32>;            // [1]
@group(0) @binding(4) var<storage, read_write> logitsGrad: array<f32>; // [steps, batch, columns]
@group(0) @binding(5) var<storage, read_write> loss: array<f32>;       // [total]
@group(0) @binding(6) var<storage, read_write> prediction: array<u32>; // [total]
@group(0) @binding(7) var<storage, read_write> correct: array<f32>;    // [total]
@group(0) @binding(8) var<uniform> params: Params;

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = group.x * params.columns;
  let label = labels[group.x];
  let masked = label == PADDING;
  readOut(row, thread);
  if (thread == 0u) {
    var best = 0u;
    var sum = 0.0;
    for (var c = 0u; c < params.classes; c++) {
      let z = logitsGrad[row + c];
      if (z > logitsGrad[row + best]) { best = c; }
      let d = z - select(0.0, 1.0, c == label);
      if (!masked) { sum = fma(d, d, sum); }
    }
    let to = micro[0] * params.batch + group.x;
    loss[to] = sum / f32(params.classes);
    prediction[to] = best;
    correct[to] = select(0.0, 1.0, best == label);
  }
  workgroupBarrier();
  let weight = 2.0 / (f32(params.total) * f32(params.classes));
  for (var c = thread; c < params.columns; c += THREADS) {
    var g = 0.0;
    if (c < params.classes && !masked) { g = (logitsGrad[row + c] - select(0.0, 1.0, c == label)) * weight; }
    writeGrad(row + c, g);
  }
}
