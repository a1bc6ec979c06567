// inputGrad[image, y, x] = sum of outputGrad / pixels of a window over the windows that hold this pixel.
//#include lib/pool-backward

@group(0) @binding(0) var<storage, read> outputGrad: array<vec4f>;       // [images, outHeight, outWidth, channels / 4]
@group(0) @binding(1) var<storage, read_write> inputGrad: array<vec4f>;  // [images, height, width, channels / 4]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let own = ownOf(id);
  if (own.x >= params.width) { return; }
  var sum = vec4f();
  for (var back = reachY(); back > 0u; back--) {
    for (var aside = reachX(); aside > 0u; aside--) {
      let holder = holderOf(own, back, aside);
      sum += select(vec4f(), outputGrad[holder.at], holder.held);
    }
  }
  inputGrad[inputAt(own, own.y, own.x)] = sum / f32(KERNEL_Y * KERNEL_X);
}
