// loss[b] = mean over steps of -log softmax(logits[t, b])[label];  logitsGrad of its mean over the batch. (TET, lambda 0)
// A label of 0xffffffff is padding: no loss, no gradient. Columns past `classes` are padding: their gradient is 0.
// One invocation owns one sample.
//#include lib/rate

override WORKGROUP: u32 = 64u;

struct Params {
  steps: u32,
  batch: u32,
  columns: u32, // of a row: classes, padded
  total: u32,   // samples of the whole batch, over all micro-batches
  classes: u32,
}

@group(0) @binding(0) var<storage, read> logits: array<f32>;            // [steps, batch, columns]
@group(0) @binding(1) var<storage, read> labels: array<u32>;            // [batch]
@group(0) @binding(2) var<storage, read> micro: array<u32>;             // [1]
@group(0) @binding(3) var<storage, read_write> logitsGrad: array<f32>;  // [steps, batch, columns]
@group(0) @binding(4) var<storage, read_write> loss: array<f32>;        // [total]
@group(0) @binding(5) var<storage, read_write> answer: array<u32>;      // [total]
@group(0) @binding(6) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let b = id.x;
  if (b >= params.batch) { return; }
  let to = micro[0] * params.batch + b;
  let label = labels[b];
  let masked = label == 0xffffffffu;
  let weight = 1.0 / (f32(params.total) * f32(params.steps));
  var sum = 0.0;
  for (var t = 0u; t < params.steps; t++) {
    let row = (t * params.batch + b) * params.columns;
    var top = logits[row];
    for (var c = 1u; c < params.classes; c++) { top = max(top, logits[row + c]); }
    var total = 0.0;
    for (var c = 0u; c < params.classes; c++) { total += exp(logits[row + c] - top); }
    if (!masked) { sum += log(total) + top - logits[row + label]; }
    for (var c = 0u; c < params.columns; c++) {
      var g = 0.0;
      if (c < params.classes && !masked) { g = (exp(logits[row + c] - top) / total - select(0.0, 1.0, c == label)) * weight; }
      logitsGrad[row + c] = g;
    }
  }
  loss[to] = sum / f32(params.steps);
  answer[to] = answerOf(b);
}
