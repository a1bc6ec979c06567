// inputGrad[image, y, x] = sum of outputGrad over the windows whose largest value is at this pixel: that of pool2d-max-backward,
// where pool2d-max-index has found the largest of each window once.
//#include lib/pool-backward

@group(0) @binding(0) var<storage, read> outputGrad: array<vec4f>;       // [images, outHeight, outWidth, channels / 4]
@group(0) @binding(1) var<storage, read> indices: array<vec4u>;          // [images, outHeight, outWidth, channels / 4]
@group(0) @binding(2) var<storage, read_write> inputGrad: array<vec4f>;  // [images, height, width, channels / 4]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let own = ownOf(id);
  if (own.x >= params.width) { return; }
  var sum = vec4f();
  for (var back = reachY(); back > 0u; back--) {
    for (var aside = reachX(); aside > 0u; aside--) {
      let holder = holderOf(own, back, aside);
      let index = (own.y + params.paddingY - holder.y * STRIDE_Y) * KERNEL_X + own.x + params.paddingX - holder.x * STRIDE_X;
      sum += select(vec4f(), outputGrad[holder.at], vec4<bool>(holder.held) & (indices[holder.at] == vec4u(index)));
    }
  }
  inputGrad[inputAt(own, own.y, own.x)] = sum;
}
