// One step of a recurrent leaky integrate-and-fire layer, inside a scan of steps + 1: for layers too wide for one
// workgroup. The equations and the bits of recurrent-lif-forward; step t first computes the product of step t - 1:
//   recurrentInput[t-1] = sum over n of spikes[t-1, n] * recurrent[n], in ascending n
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

@group(0) @binding(0) var<storage, read> current: array<vec4f>;              // [steps, batch, neurons]
@group(0) @binding(1) var<storage, read> decay: array<f32>;                  // [1]
@group(0) @binding(2) var<storage, read> recurrent: array<vec4f>;            // [neurons that spiked, neurons]
@group(0) @binding(3) var<storage, read> skipWeights: array<f32>;            // [words]
@group(0) @binding(4) var<storage, read> surrogateScale: array<f32>;         // [windows], SMOOTH and NOISY only
@group(0) @binding(5) var<storage, read_write> membrane: array<vec4f>;       // [steps, batch, neurons]
@group(0) @binding(6) var<storage, read_write> spikes: array<vec4f>;         // [steps, batch, neurons]
@group(0) @binding(7) var<storage, read_write> recurrentInput: array<vec4f>; // [steps, batch, neurons]
@group(0) @binding(8) var<uniform> params: Params;
@group(1) @binding(0) var<uniform> step: u32;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let own = flatIndex(id, groups, WORKGROUP);
  let columns = params.neurons / 4u;
  let stride = params.batch * columns;
  if (own >= stride) { return; }
  let at = step * stride + own;
  if (step > 0u) {
    let row = at - stride - own % columns;
    var sum = vec4f();
    var weightAt = own % columns;
    for (var n = row; n < row + columns; n++) {
      let s = spikes[n];
      sum = fma(vec4f(s.x), recurrent[weightAt], sum);
      sum = fma(vec4f(s.y), recurrent[weightAt + columns], sum);
      sum = fma(vec4f(s.z), recurrent[weightAt + 2u * columns], sum);
      sum = fma(vec4f(s.w), recurrent[weightAt + 3u * columns], sum);
      weightAt += 4u * columns;
    }
    recurrentInput[at - stride] = sum;
  }
  if (step == params.steps) { return; }
  var mix = vec4f();
  for (var span = min(u32(skipWeights[1]), step); span >= u32(skipWeights[0]); span--) { mix = fma(vec4f(skipWeights[span + 1u]), recurrentInput[at - span * stride], mix); }
  _ = stepOn(step, at, decayOf(decay[0]), mix, stateBefore(step, at, stride));
}
