// inputGrad[image, y, x] = sum of outputGrad over the windows whose largest value is at this pixel, in ascending window: that of
// pool2d-max-backward, where pool2d-max-places has found the largest of each window once.
// An invocation owns a pixel of the input and 4 channels, so that no two add to one place.
//#include lib/window

override WORKGROUP: u32 = 64u;

struct Params {
  images: u32,
  outHeight: u32,
  outWidth: u32,
  channels: u32,  // a multiple of 4
  height: u32,
  width: u32,
  paddingY: u32,
  paddingX: u32,
}

@group(0) @binding(0) var<storage, read> places: array<vec4u>;           // [images, outHeight, outWidth, channels / 4]
@group(0) @binding(1) var<storage, read> outputGrad: array<vec4f>;       // [images, outHeight, outWidth, channels / 4]
@group(0) @binding(2) var<storage, read_write> inputGrad: array<vec4f>;  // [images, height, width, channels / 4]
@group(0) @binding(3) var<uniform> params: Params;

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
  var sum = vec4f();
  for (var back = (KERNEL_Y - 1u) / STRIDE_Y + 1u; back > 0u; back--) {
    for (var aside = (KERNEL_X - 1u) / STRIDE_X + 1u; aside > 0u; aside--) {
      let outY = lastY + 1u - back;
      let outX = lastX + 1u - aside;
      let held = holds(outY, params.outHeight, y + params.paddingY, KERNEL_Y, STRIDE_Y)
        && holds(outX, params.outWidth, x + params.paddingX, KERNEL_X, STRIDE_X);
      let at = select(0u, ((image * params.outHeight + outY) * params.outWidth + outX) * columns, held) + column;
      let own = (y + params.paddingY - outY * STRIDE_Y) * KERNEL_X + x + params.paddingX - outX * STRIDE_X;
      sum += select(vec4f(), outputGrad[at], vec4<bool>(held) & (places[at] == vec4u(own)));
    }
  }
  inputGrad[((image * params.height + y) * params.width + x) * columns + column] = sum;
}
