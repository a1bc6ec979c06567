// The index of the maximum of each window of the input, counted in the window in row order; the first of equals.
// Padding is never the maximum. Where windows overlap, pool2d-max-gather reads each index several times.
//#include lib/pool-forward

const NONE = 0xffffffffu;

@group(0) @binding(0) var<storage, read> input: array<vec4f>;            // [images, height, width, channels / 4]
@group(0) @binding(1) var<storage, read_write> indices: array<vec4u>;    // [images, outHeight, outWidth, channels / 4]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let own = ownOf(id);
  if (own.x >= params.outWidth) { return; }
  var largest = vec4f();
  var index = vec4u(NONE);
  for (var ky = 0u; ky < KERNEL_Y; ky++) {
    for (var kx = 0u; kx < KERNEL_X; kx++) {
      let pixel = pixelOf(own, ky, kx);
      let value = valueAt(own, pixel);
      let larger = vec4<bool>(isInside(pixel)) & ((value > largest) | (index == vec4u(NONE)));
      largest = select(largest, value, larger);
      index = select(index, vec4u(ky * KERNEL_X + kx), larger);
    }
  }
  indices[outputAt(own)] = index;
}
