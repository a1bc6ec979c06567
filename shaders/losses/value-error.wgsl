// error[b, o] = prediction[b, o] - target[b, o]
//   squared:  loss[b] = mean over outputs of error^2;   predictionGrad = 2 error / (total * outputs)
//   ABSOLUTE: loss[b] = mean over outputs of |error|;   predictionGrad = sign(error) / (total * outputs), 0 where the error is 0
// absoluteError[b] = mean over outputs of |error|, either way.
// A sample whose index is `count` or more is padding: no loss, no gradient. Columns past `outputs` are padding: their gradient is 0.
// One invocation owns one sample.

override WORKGROUP: u32 = 64u;
override ABSOLUTE: bool = false;

struct Params {
  batch: u32,
  columns: u32, // of a row of predictions: outputs, padded
  outputs: u32,
  total: u32,   // samples of the whole batch, over all micro-batches
  count: u32,   // samples of the data set
}

@group(0) @binding(0) var<storage, read> prediction: array<f32>;             // [1, batch, columns]
@group(0) @binding(1) var<storage, read> targets: array<u32>;                // [batch, outputs], the bits of f32
@group(0) @binding(2) var<storage, read> samples: array<u32>;                // [batch]
@group(0) @binding(3) var<storage, read> micro: array<u32>;                  // [1]
@group(0) @binding(4) var<storage, read_write> predictionGrad: array<f32>;   // [1, batch, columns]
@group(0) @binding(5) var<storage, read_write> loss: array<f32>;             // [total]
@group(0) @binding(6) var<storage, read_write> absoluteError: array<f32>;    // [total]
@group(0) @binding(7) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let b = id.x;
  if (b >= params.batch) { return; }
  let to = micro[0] * params.batch + b;
  let row = b * params.columns;
  let masked = samples[b] >= params.count;
  let weight = 1.0 / (f32(params.total) * f32(params.outputs));
  var squares = 0.0;
  var absolute = 0.0;
  for (var o = 0u; o < params.columns; o++) {
    var g = 0.0;
    if (o < params.outputs && !masked) {
      let error = prediction[row + o] - bitcast<f32>(targets[b * params.outputs + o]);
      squares = fma(error, error, squares);
      absolute += abs(error);
      if (ABSOLUTE) { g = sign(error) * weight; } else { g = 2.0 * error * weight; }
    }
    predictionGrad[row + o] = g;
  }
  loss[to] = select(squares, absolute, ABSOLUTE) / f32(params.outputs);
  absoluteError[to] = absolute / f32(params.outputs);
}
