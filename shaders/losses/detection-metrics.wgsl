// The metrics of each image, from the parts of its loss:  loss = iouWeight boxes + objectness + classes + L1,  and its positives.
// One invocation owns one image of the micro-batch and adds the parts in order.

override WORKGROUP: u32 = 64u;

struct Params {
  batch: u32,     // images
  chunks: u32,    // parts of an image
  total: u32,     // images of the whole batch, over all micro-batches
  iouWeight: f32,
}

@group(0) @binding(0) var<storage, read> parts: array<vec4f>;                // [batch, chunks, 8]: boxes, objectness, classes, L1; positives
@group(0) @binding(1) var<storage, read> micro: array<u32>;                  // [1]
@group(0) @binding(2) var<storage, read_write> loss: array<f32>;             // [total]
@group(0) @binding(3) var<storage, read_write> iouLoss: array<f32>;          // [total]
@group(0) @binding(4) var<storage, read_write> objectnessLoss: array<f32>;   // [total]
@group(0) @binding(5) var<storage, read_write> classLoss: array<f32>;        // [total]
@group(0) @binding(6) var<storage, read_write> l1Loss: array<f32>;           // [total]
@group(0) @binding(7) var<storage, read_write> positiveMetric: array<f32>;   // [total]
@group(0) @binding(8) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let image = id.x;
  if (image >= params.batch) { return; }
  var sum = vec4f();
  var positives = 0.0;
  for (var i = 0u; i < params.chunks; i++) {
    let part = 2u * (image * params.chunks + i);
    sum += parts[part];
    positives += parts[part + 1u].x;
  }
  let at = micro[0] * params.batch + image;
  loss[at] = params.iouWeight * sum.x + sum.y + sum.z + sum.w;
  iouLoss[at] = sum.x;
  objectnessLoss[at] = sum.y;
  classLoss[at] = sum.z;
  l1Loss[at] = sum.w;
  positiveMetric[at] = positives;
}
