// One backward step of a recurrent leaky integrate-and-fire layer, inside a backward scan: for layers too wide for one
// workgroup. The equations and the bits of recurrent-lif-backward. It reads mixedGrad[t] of all neurons, which the previous
// step of the scan wrote, and writes mixedGrad[t-1] of its own. One invocation owns 4 neighboring neurons of one sample.
//#include lib/recurrent-backward
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
}

@group(0) @binding(0) var<storage, read> membrane: array<vec4f>;           // [steps, batch, neurons]
@group(0) @binding(1) var<storage, read> spikesGrad: array<vec4f>;         // [steps, batch, neurons]
@group(0) @binding(2) var<storage, read> decay: array<f32>;                // [1]
@group(0) @binding(3) var<storage, read> transposed: array<vec4f>;         // [neurons, neurons that spiked]
@group(0) @binding(4) var<storage, read> skipWeights: array<f32>;          // [words]
@group(0) @binding(5) var<storage, read> surrogateScale: array<f32>;       // [windows]
@group(0) @binding(6) var<storage, read_write> membraneGrad: array<vec4f>; // [steps, batch, neurons]
@group(0) @binding(7) var<storage, read_write> mixedGrad: array<vec4f>;    // [steps, batch, neurons]
@group(0) @binding(8) var<uniform> params: Params;
@group(1) @binding(0) var<uniform> step: u32;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let own = flatIndex(id, groups, WORKGROUP);
  let columns = params.neurons / 4u;
  let stride = params.batch * columns;
  if (own >= stride) { return; }
  let at = step * stride + own;
  let later = params.steps - 1u - step;
  var back = vec4f();
  var after = vec4f();
  if (later == 0u) {
    mixedGrad[at] = vec4f();
  } else {
    after = membraneGrad[at + stride];
    let row = at - own % columns;
    var weightAt = own % columns;
    for (var n = row; n < row + columns; n++) {
      let g = mixedGrad[n];
      back = fma(vec4f(g.x), transposed[weightAt], back);
      back = fma(vec4f(g.y), transposed[weightAt + columns], back);
      back = fma(vec4f(g.z), transposed[weightAt + 2u * columns], back);
      back = fma(vec4f(g.w), transposed[weightAt + 3u * columns], back);
      weightAt += 4u * columns;
    }
  }
  membraneGrad[at] = stepBack(step, at, decayOf(decay[0]), back, after);
  if (step == 0u) { return; }
  var mix = vec4f();
  for (var span = min(u32(skipWeights[1]), later + 1u); span >= u32(skipWeights[0]); span--) {
    mix = fma(vec4f(skipWeights[span + 1u]), membraneGrad[at + (span - 1u) * stride], mix);
  }
  mixedGrad[at - stride] = params.inputGain * mix;
}
