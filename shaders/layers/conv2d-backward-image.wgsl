// The gradient of a convolution on an image, whose channels are not padded and whose rows are padded as a whole:
//   inputGrad[image, y, x, c] = sum over ky, kx, n of outputGrad[image, oy, ox, n] * weight[ky, kx, c, n]
//   with y = oy * strideY + ky - paddingY, and x alike, in ascending ky, kx, n; padding of a row is 0.
// One invocation owns one value. Training does not need it, since nothing in front of an image learns; attribution does.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  images: u32,
  outHeight: u32,
  outWidth: u32,
  outputs: u32, // a multiple of 4
  kernelHeight: u32,
  kernelWidth: u32,
  inputs: u32,
  values: u32, // of an image, padded
  height: u32,
  width: u32,
  strideY: i32,
  strideX: i32,
  paddingY: i32,
  paddingX: i32,
}

@group(0) @binding(0) var<storage, read> outputGrad: array<vec4f>;     // [images, outHeight, outWidth, outputs / 4]
@group(0) @binding(1) var<storage, read> weight: array<vec4f>;         // [kernelHeight, kernelWidth, inputs, outputs / 4]
@group(0) @binding(2) var<storage, read_write> inputGrad: array<f32>;  // [images, values]
@group(0) @binding(3) var<uniform> params: Params;

// The output position that a kernel position connects to an input position; -1 if there is none.
fn outputAt(place: u32, tap: u32, stride: i32, padding: i32, count: u32) -> i32 {
  let at = i32(place) + padding - i32(tap);
  if (at < 0 || at % stride != 0 || at / stride >= i32(count)) { return -1; }
  return at / stride;
}

fn addTerms(sum: f32, outputRow: u32, weightRow: u32) -> f32 {
  var total = sum;
  for (var n = 0u; n < params.outputs / 4u; n++) {
    let g = outputGrad[outputRow + n];
    let w = weight[weightRow + n];
    total = fma(g.w, w.w, fma(g.z, w.z, fma(g.y, w.y, fma(g.x, w.x, total))));
  }
  return total;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.images * params.values) { return; }
  let image = i / params.values;
  let value = i % params.values;
  let channel = value % params.inputs;
  let x = value / params.inputs % params.width;
  let y = value / params.inputs / params.width;
  var sum = 0.0;
  if (y < params.height) {
    for (var ky = 0u; ky < params.kernelHeight; ky++) {
      let oy = outputAt(y, ky, params.strideY, params.paddingY, params.outHeight);
      for (var kx = 0u; kx < params.kernelWidth; kx++) {
        let ox = outputAt(x, kx, params.strideX, params.paddingX, params.outWidth);
        if (oy < 0 || ox < 0) { continue; }
        let place = (image * params.outHeight + u32(oy)) * params.outWidth + u32(ox);
        let tap = (ky * params.kernelWidth + kx) * params.inputs + channel;
        sum = addTerms(sum, place * params.outputs / 4u, tap * params.outputs / 4u);
      }
    }
  }
  inputGrad[i] = sum;
}
