// inputGrad[image, y, x] = sum of outputGrad over the windows whose largest value is at this pixel, the first of equals in row
// order, in ascending window. Where the largest was is not kept: the window is read again.
// An invocation owns a pixel of the input and 4 channels, so that no two add to one place.
//#include lib/window

override WORKGROUP: u32 = 64u;

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

@group(0) @binding(0) var<storage, read> input: array<vec4f>;            // [images, height, width, channels / 4]
@group(0) @binding(1) var<storage, read> outputGrad: array<vec4f>;       // [images, outHeight, outWidth, channels / 4]
@group(0) @binding(2) var<storage, read_write> inputGrad: array<vec4f>;  // [images, height, width, channels / 4]
@group(0) @binding(3) var<uniform> params: Params;

// Whether `value` at (y, x) is the largest of a window: no earlier one is as large, no later one larger.
fn isLargest(value: vec4f, y: u32, x: u32, outY: u32, outX: u32, pictureAt: u32) -> vec4<bool> {
  var largest = vec4<bool>(true);
  for (var ky = 0u; ky < KERNEL_Y; ky++) {
    for (var kx = 0u; kx < KERNEL_X; kx++) {
      let otherY = outY * STRIDE_Y + ky - params.paddingY;
      let otherX = outX * STRIDE_X + kx - params.paddingX;
      let other = input[pictureAt + (otherY * params.width + otherX) * (params.channels / 4u)];
      let outside = !inside(otherY, otherX, params.height, params.width);
      let earlier = otherY < y || (otherY == y && otherX < x);
      largest = largest & (vec4<bool>(outside) | select(other <= value, other < value, earlier));
    }
  }
  return largest;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let columns = params.channels / 4u;
  let column = id.x % columns;
  let x = id.x / columns;
  let y = id.y;
  let image = id.z;
  if (x >= params.width) { return; }
  let lastY = (y + params.paddingY) / STRIDE_Y;
  let lastX = (x + params.paddingX) / STRIDE_X;
  let pictureAt = image * params.height * params.width * columns + column;
  let at = pictureAt + (y * params.width + x) * columns;
  let value = input[at];
  var sum = vec4f();
  for (var back = (KERNEL_Y - 1u) / STRIDE_Y + 1u; back > 0u; back--) {
    for (var aside = (KERNEL_X - 1u) / STRIDE_X + 1u; aside > 0u; aside--) {
      let outY = lastY + 1u - back;
      let outX = lastX + 1u - aside;
      let held = holds(outY, params.outHeight, y + params.paddingY, KERNEL_Y, STRIDE_Y)
        && holds(outX, params.outWidth, x + params.paddingX, KERNEL_X, STRIDE_X);
      let g = outputGrad[select(0u, ((image * params.outHeight + outY) * params.outWidth + outX) * columns, held) + column];
      sum += select(vec4f(), g, vec4<bool>(held) & isLargest(value, y, x, outY, outX, pictureAt));
    }
  }
  inputGrad[at] = sum;
}
