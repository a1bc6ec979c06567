// Every pixel repeated as a square of four:  output[image, y, x] = input[image, y / 2, x / 2]
// An invocation owns 4 channels of a pixel of the output.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,      // lines of all images
  width: u32,
  channels: u32,  // a multiple of 4
  outRows: u32,   // 2 * rows
  outWidth: u32,  // 2 * width
}

@group(0) @binding(0) var<storage, read> input: array<vec4f>;         // [rows, width, channels / 4]
@group(0) @binding(1) var<storage, read_write> output: array<vec4f>;  // [outRows, outWidth, channels / 4]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let columns = params.channels / 4u;
  let pixel = i / columns;
  let y = pixel / params.outWidth;
  let x = pixel % params.outWidth;
  if (y >= params.outRows) { return; }
  output[i] = input[((y / 2u) * params.width + x / 2u) * columns + i % columns];
}
