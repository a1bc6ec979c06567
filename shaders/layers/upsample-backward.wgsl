// The gradient of upsample: the sum of the gradients of its four pixels, in row order.
//   inputGrad[image, y, x] = sum of outputGrad[image, 2 y to 2 y + 1, 2 x to 2 x + 1]
// An invocation owns 4 channels of a pixel of the input.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  outRows: u32,   // 2 * rows
  outWidth: u32,  // 2 * width
  channels: u32,  // a multiple of 4
  rows: u32,      // lines of all images
  width: u32,
}

@group(0) @binding(0) var<storage, read> outputGrad: array<vec4f>;       // [outRows, outWidth, channels / 4]
@group(0) @binding(1) var<storage, read_write> inputGrad: array<vec4f>;  // [rows, width, channels / 4]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let columns = params.channels / 4u;
  let pixel = i / columns;
  let y = pixel / params.width;
  let x = pixel % params.width;
  if (y >= params.rows) { return; }
  let at = (2u * y * params.outWidth + 2u * x) * columns + i % columns;
  let below = at + params.outWidth * columns;
  inputGrad[i] = ((outputGrad[at] + outputGrad[at + columns]) + outputGrad[below]) + outputGrad[below + columns];
}
