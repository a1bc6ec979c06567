// The gradient of space-to-depth, in which every value occurs once.
//   inputGrad[2 y + corner % 2, 2 x + corner / 2, c] = outputGrad[y, x, corner * channels + c];  0 in the padding
// An invocation owns 4 channels of a pixel of the input.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  images: u32,
  outHeight: u32,
  outWidth: u32,
  outputs: u32,   // 4 * channels
  height: u32,    // even, as the width
  width: u32,
  inputs: u32,    // a multiple of 4
  channels: u32,  // that are not padding
}

@group(0) @binding(0) var<storage, read> outputGrad: array<f32>;         // [images, outHeight, outWidth, outputs]
@group(0) @binding(1) var<storage, read_write> inputGrad: array<vec4f>;  // [images, height, width, inputs / 4]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let columns = params.inputs / 4u;
  let pixel = i / columns;
  let y = pixel / params.width; // over all images: their height is even
  let x = pixel % params.width;
  if (y >= params.images * params.height) { return; }
  let corner = y % 2u + 2u * (x % 2u);
  let at = ((y / 2u) * params.outWidth + x / 2u) * params.outputs + corner * params.channels;
  var four = vec4f();
  for (var k = 0u; k < 4u; k++) {
    let c = 4u * (i % columns) + k;
    if (c < params.channels) { four[k] = outputGrad[at + c]; }
  }
  inputGrad[i] = four;
}
