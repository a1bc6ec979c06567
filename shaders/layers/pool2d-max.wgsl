// output[image, y, x] = the maximum of a window of the input; padding is never it.
//#include lib/pool-forward

@group(0) @binding(0) var<storage, read> input: array<vec4f>;            // [images, height, width, channels / 4]
@group(0) @binding(1) var<storage, read_write> output: array<vec4f>;     // [images, outHeight, outWidth, channels / 4]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let own = ownOf(id);
  if (own.x >= params.outWidth) { return; }
  var largest = vec4f(-0x1.fffffep+127);
  for (var ky = 0u; ky < KERNEL_Y; ky++) {
    for (var kx = 0u; kx < KERNEL_X; kx++) {
      let pixel = pixelOf(own, ky, kx);
      largest = select(largest, max(largest, valueAt(own, pixel)), isInside(pixel));
    }
  }
  output[outputAt(own)] = largest;
}
