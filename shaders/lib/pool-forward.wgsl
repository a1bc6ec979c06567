// Shared by the forward kernels of pooling: an invocation owns a pixel of the output and 4 channels, and goes over its window.
// They declare input and params.
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

// The offset of the owned pixel of the output.
fn outputAt(own: Own) -> u32 {
  return ((own.image * params.outHeight + own.y) * params.outWidth + own.x) * (params.channels / 4u) + own.column;
}

// The pixel (y, x) of the input that is (ky, kx) in the window; it may lie in the padding.
fn pixelOf(own: Own, ky: u32, kx: u32) -> vec2u {
  return vec2u(own.y * STRIDE_Y + ky - params.paddingY, own.x * STRIDE_X + kx - params.paddingX);
}
fn isInside(pixel: vec2u) -> bool { return inside(pixel.x, pixel.y, params.height, params.width); }
fn valueAt(own: Own, pixel: vec2u) -> vec4f {
  return input[((own.image * params.height + pixel.x) * params.width + pixel.y) * (params.channels / 4u) + own.column];
}
