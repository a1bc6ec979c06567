// One step of a recurrent leaky integrate-and-fire layer, inside a scan of steps + 1: for layers too wide for one
// workgroup. The equations and the bits of recurrent-lif-forward; step t first takes the product of step t - 1:
//   echo[t-1] = sum over n of spikes[t-1, n] * recurrent[n], in ascending n
// One invocation owns 4 neighboring neurons of one sample.
//#include lib/recurrent-forward
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  steps: u32,
  batch: u32,
  neurons: u32, // a multiple of 4
  words: u32,
  windows: u32, // 1 or steps
  threshold: f32,
  inputGain: f32,
  resetTo: f32,
  initialMembrane: f32,
}

@group(0) @binding(0) var<storage, read> current: array<vec4f>;         // [steps, batch, neurons]
@group(0) @binding(1) var<storage, read> decay: array<f32>;             // [1]
@group(0) @binding(2) var<storage, read> recurrent: array<vec4f>;       // [neurons that spiked, neurons]
@group(0) @binding(3) var<storage, read> taps: array<f32>;              // [words]
@group(0) @binding(4) var<storage, read> surrogateScale: array<f32>;    // [windows], SMOOTH only
@group(0) @binding(5) var<storage, read_write> membrane: array<vec4f>;  // [steps, batch, neurons]
@group(0) @binding(6) var<storage, read_write> spikes: array<vec4f>;    // [steps, batch, neurons]
@group(0) @binding(7) var<storage, read_write> echo: array<vec4f>;      // [steps, batch, neurons]
@group(0) @binding(8) var<uniform> params: Params;
@group(1) @binding(0) var<uniform> step: u32;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let own = flatIndex(id, groups, WORKGROUP);
  let lanes = params.neurons / 4u;
  let stride = params.batch * lanes;
  if (own >= stride) { return; }
  let at = step * stride + own;
  if (step > 0u) {
    let row = at - stride - own % lanes;
    var sum = vec4f();
    var weightAt = own % lanes;
    for (var n = row; n < row + lanes; n++) {
      let s = spikes[n];
      sum = fma(vec4f(s.x), recurrent[weightAt], sum);
      sum = fma(vec4f(s.y), recurrent[weightAt + lanes], sum);
      sum = fma(vec4f(s.z), recurrent[weightAt + 2u * lanes], sum);
      sum = fma(vec4f(s.w), recurrent[weightAt + 3u * lanes], sum);
      weightAt += 4u * lanes;
    }
    echo[at - stride] = sum;
  }
  if (step == params.steps) { return; }
  var mix = vec4f();
  for (var span = min(u32(taps[1]), step); span >= u32(taps[0]); span--) { mix = fma(vec4f(taps[span + 1u]), echo[at - span * stride], mix); }
  _ = stepOn(step, at, decayOf(decay[0]), mix, stateBefore(step, at, stride));
}
