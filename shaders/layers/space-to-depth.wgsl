// Four pixels as the channels of one, at half the resolution (the Focus of YOLOX):
//   output[y, x, corner * channels + c] = input[2 y + corner % 2, 2 x + corner / 2, c],  corner 0 to 3: top left, bottom left, top right, bottom right
// An invocation owns 4 channels of a pixel of the output.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  images: u32,
  height: u32,    // even, as the width
  width: u32,
  inputs: u32,    // channels as they are stored
  outHeight: u32,
  outWidth: u32,
  outputs: u32,   // 4 * channels
  channels: u32,  // that are not padding
}

@group(0) @binding(0) var<storage, read> input: array<f32>;           // [images, height, width, inputs]
@group(0) @binding(1) var<storage, read_write> output: array<vec4f>;  // [images, outHeight, outWidth, outputs / 4]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let pixel = i / params.channels;
  let y = pixel / params.outWidth; // over all images: their height is even
  let x = pixel % params.outWidth;
  if (y >= params.images * params.outHeight) { return; }
  var four = vec4f();
  for (var k = 0u; k < 4u; k++) {
    let at = 4u * (i % params.channels) + k;
    let corner = at / params.channels;
    let c = at - corner * params.channels;
    four[k] = input[((2u * y + corner % 2u) * params.width + 2u * x + corner / 2u) * params.inputs + c];
  }
  output[i] = four;
}
