// Which pixel of each window of the input is the largest, as its number in the window in row order; the first of equals.
// Padding is never it. Where windows overlap, pool2d-max-gather asks often. An invocation owns a pixel of the output and 4 channels.
//#include lib/window

override WORKGROUP: u32 = 64u;
const NONE = 0xffffffffu;

struct Params {
  images: u32,
  height: u32,
  width: u32,
  channels: u32,  // a multiple of 4
  outHeight: u32,
  outWidth: u32,
  paddingY: u32,
  paddingX: u32,
}

@group(0) @binding(0) var<storage, read> input: array<vec4f>;          // [images, height, width, channels / 4]
@group(0) @binding(1) var<storage, read_write> places: array<vec4u>;   // [images, outHeight, outWidth, channels / 4]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let columns = params.channels / 4u;
  let column = id.x % columns;
  let outX = id.x / columns;
  let outY = id.y;
  let image = id.z;
  if (outX >= params.outWidth) { return; }
  var largest = vec4f();
  var place = vec4u(NONE);
  for (var ky = 0u; ky < KERNEL_Y; ky++) {
    for (var kx = 0u; kx < KERNEL_X; kx++) {
      let y = outY * STRIDE_Y + ky - params.paddingY;
      let x = outX * STRIDE_X + kx - params.paddingX;
      let value = input[((image * params.height + y) * params.width + x) * columns + column];
      let larger = vec4<bool>(inside(y, x, params.height, params.width)) & ((value > largest) | (place == vec4u(NONE)));
      largest = select(largest, value, larger);
      place = select(place, vec4u(ky * KERNEL_X + kx), larger);
    }
  }
  places[((image * params.outHeight + outY) * params.outWidth + outX) * columns + column] = place;
}
