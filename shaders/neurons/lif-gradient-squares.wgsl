// A probe: squares[thread, t] = sum over the neurons of this thread of (2^40 membraneGrad[t])^2, computed backward in time as in lif-backward.
//   spikeGrad       = spikesGrad[t] + the gradient through the reset (none where DETACH_RESET)
//   membraneGrad[t] = spikeGrad * slope + the gradient through kept[t]
//   kept[t-1] gets decay * membraneGrad[t]
// The potentials are the stored ones, or where RECOMPUTE they are recomputed as in lif-backward-sums.
// The square root of their sum over threads, over 2^40, is the gradient norm of a step. A thread adds into its own row: no barrier, and
// always the same order.
//#include lib/membranes
//#include lib/squares

override WORKGROUP: u32 = 64u;
override DETACH_RESET: bool = false;
override MASKED: bool = false;

struct Params {
  keptSteps: u32,
  keptRows: u32,
  keptColumns: u32,
  steps: u32,
  batch: u32,
  neurons: u32, // a multiple of 4
  windows: u32, // 1 or steps
  maskRows: u32,
  maskColumns: u32,
  inputSteps: u32,
  inputRows: u32,
  inputColumns: u32,
  mapRows: u32,
  mapColumns: u32,
  threads: u32,     // a multiple of 64
  paddedSteps: u32, // steps, padded to a multiple of 4
  threshold: f32,
  inputGain: f32,
  resetTo: f32,
  initialMembrane: f32,
}

@group(0) @binding(0) var<storage, read> membrane: array<vec4u>;     // of lib/potentials, not where RECOMPUTE
@group(0) @binding(1) var<storage, read> spikesGrad: array<vec4f>;   // [steps, batch, neurons]
@group(0) @binding(2) var<storage, read> surrogateScale: array<f32>; // [windows]
@group(0) @binding(3) var<storage, read> mask: array<vec4f>;         // [batch, neurons], MASKED only
@group(0) @binding(4) var<storage, read> decay: array<f32>;          // [1]
@group(0) @binding(5) var<storage, read> product: array<vec4f>;      // [inputSteps, batch, neurons], RECOMPUTE only
@group(0) @binding(6) var<storage, read> map: array<vec4f>;          // [3, neurons]: scale, shift, pivot; RECOMPUTE only
@group(0) @binding(7) var<storage, read_write> squares: array<f32>;  // [threads, paddedSteps]
@group(0) @binding(8) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.threads) { return; }
  let rowWidth = params.neurons / 4u;
  let width = params.batch * rowWidth;
  let leak = decayOf(decay[0]);
  let first = id.x * params.paddedSteps;
  for (var t = 0u; t < params.paddedSteps; t++) { squares[first + t] = 0.0; }
  for (var own = id.x; own < width; own += params.threads) {
    if (RECOMPUTE) {
      var gain = vec4f(params.inputGain);
      if (MASKED) { gain *= mask[own]; }
      computeAgain(own, width, leak, gain * map[own % rowWidth], gain * map[rowWidth + own % rowWidth]);
    }
    var carry = Carry();
    for (var t = params.steps; t > 0u; t--) {
      let at = (t - 1u) * width + own;
      let h = membraneAt(t - 1u, own, width);
      let window = surrogateScale[min(t - 1u, params.windows - 1u)];
      let grad = membraneGradAt(h, spikesGrad[at], carry, params.threshold, params.resetTo, window, DETACH_RESET);
      carry = Carry(leak * grad, grad);
      let scaled = SQUARES_SCALE * grad;
      let q = scaled * scaled;
      squares[first + t - 1u] += (q.x + q.y) + (q.z + q.w);
    }
  }
}
