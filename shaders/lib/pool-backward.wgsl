// Shared by the backward kernels of pooling: an invocation owns a pixel of the input and 4 channels, so that no two add to one value, and
// goes over the windows that contain it, in ascending order. They declare params.
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

struct Own {
  column: u32, // of 4 channels
  x: u32,
  y: u32,
  image: u32,
}

fn ownOf(id: vec3u) -> Own {
  let columns = params.channels / 4u;
  return Own(id.x % columns, id.x / columns, id.y, id.z);
}

// The offset of pixel (y, x) of the input.
fn inputAt(own: Own, y: u32, x: u32) -> u32 {
  return ((own.image * params.height + y) * params.width + x) * (params.channels / 4u) + own.column;
}

// How many windows may contain a pixel, along y and x.
fn reachY() -> u32 { return (KERNEL_Y - 1u) / STRIDE_Y + 1u; }
fn reachX() -> u32 { return (KERNEL_X - 1u) / STRIDE_X + 1u; }

// A window that may contain the owned pixel, and the offset of its output; the first one, if it does not.
struct Holder {
  y: u32,
  x: u32,
  held: bool,
  at: u32,
}

// `back` and `aside` windows before the last one that can contain it, from reachY() and reachX() down to 1.
fn holderOf(own: Own, back: u32, aside: u32) -> Holder {
  let y = (own.y + params.paddingY) / STRIDE_Y + 1u - back;
  let x = (own.x + params.paddingX) / STRIDE_X + 1u - aside;
  let held = holds(y, params.outHeight, own.y + params.paddingY, KERNEL_Y, STRIDE_Y)
    && holds(x, params.outWidth, own.x + params.paddingX, KERNEL_X, STRIDE_X);
  let row = ((own.image * params.outHeight + y) * params.outWidth + x) * (params.channels / 4u);
  return Holder(y, x, held, select(0u, row, held) + own.column);
}
