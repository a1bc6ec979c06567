// loss[b] = -log softmax(logits[b])[label];  logitsGrad of its mean over the batch.
// prediction[b] = the class with the largest output, the first of equals.
// A label of 0xffffffff is padding: no loss, no gradient. Columns past `classes` are padding: their gradient is 0.
// One invocation owns one sample.
//#include lib/labels

override WORKGROUP: u32 = 64u;

struct Params {
  batch: u32,
  columns: u32, // of a row: classes, padded
  total: u32,   // samples of the whole batch, over all micro-batches
  classes: u32,
}

@group(0) @binding(0) var<storage, read> logits: array<f32>;           // [1, batch, columns]
@group(0) @binding(1) var<storage, read> labels: array<u32>;           // [batch]
@group(0) @binding(2) var<storage, read> micro: array<u32>;            // [1]
@group(0) @binding(3) var<storage, read_write> logitsGrad: array<f32>; // [1, batch, columns]
@group(0) @binding(4) var<storage, read_write> loss: array<f32>;       // [total]
@group(0) @binding(5) var<storage, read_write> prediction: array<u32>; // [total]
@group(0) @binding(6) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let b = id.x;
  if (b >= params.batch) { return; }
  let to = micro[0] * params.batch + b;
  let row = b * params.columns;
  let label = labels[b];
  let masked = label == PADDING;
  var best = 0u;
  for (var c = 1u; c < params.classes; c++) { if (logits[row + c] > logits[row + best]) { best = c; } }
  let top = logits[row + best];
  var total = 0.0;
  for (var c = 0u; c < params.classes; c++) { total += exp(logits[row + c] - top); }
  if (masked) { loss[to] = 0.0; } else { loss[to] = log(total) + top - logits[row + label]; }
  prediction[to] = best;
  let weight = 1.0 / f32(params.total);
  for (var c = 0u; c < params.columns; c++) {
    var g = 0.0;
    if (c < params.classes && !masked) { g = (exp(logits[row + c] - top) / total - select(0.0, 1.0, c == label)) * weight; }
    logitsGrad[row + c] = g;
  }
}
