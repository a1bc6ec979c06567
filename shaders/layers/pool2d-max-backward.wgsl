// inputGrad[image, y, x] = sum of outputGrad over the windows whose largest value is at this pixel, the first of equals in row
// order. Its index is not stored: the window is read again.
//#include lib/pool-backward

@group(0) @binding(0) var<storage, read> outputGrad: array<vec4f>;       // [images, outHeight, outWidth, channels / 4]
@group(0) @binding(1) var<storage, read> input: array<vec4f>;            // [images, height, width, channels / 4]
@group(0) @binding(2) var<storage, read_write> inputGrad: array<vec4f>;  // [images, height, width, channels / 4]
@group(0) @binding(3) var<uniform> params: Params;

// Whether `value`, of the owned pixel, is the largest of a window: no earlier one is as large, no later one larger.
fn isLargest(value: vec4f, own: Own, holder: Holder) -> vec4<bool> {
  var largest = vec4<bool>(true);
  for (var ky = 0u; ky < KERNEL_Y; ky++) {
    for (var kx = 0u; kx < KERNEL_X; kx++) {
      let y = holder.y * STRIDE_Y + ky - params.paddingY;
      let x = holder.x * STRIDE_X + kx - params.paddingX;
      let other = input[inputAt(own, y, x)];
      let outside = !inside(y, x, params.height, params.width);
      let earlier = y < own.y || (y == own.y && x < own.x);
      largest = largest & (vec4<bool>(outside) | select(other <= value, other < value, earlier));
    }
  }
  return largest;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let own = ownOf(id);
  if (own.x >= params.width) { return; }
  var sum = vec4f();
  for (var back = reachY(); back > 0u; back--) {
    for (var aside = reachX(); aside > 0u; aside--) {
      let holder = holderOf(own, back, aside);
      sum += select(vec4f(), outputGrad[holder.at], vec4<bool>(holder.held) & isLargest(input[inputAt(own, own.y, own.x)], own, holder));
    }
  }
  inputGrad[inputAt(own, own.y, own.x)] = sum;
}
