// Backward of lif-forward from the last step to the first, where no normalization precedes the neuron.
//   spikeGrad       = spikesGrad[t] + the gradient through the reset (none where DETACH_RESET)
//   membraneGrad[t] = spikeGrad * slope + the gradient through kept[t]
//   kept[t-1] gets decay * membraneGrad[t];  decayGrad = sum over t of membraneGrad[t] * kept[t-1]
// It reads the membrane alone: the spike is membrane >= threshold again, or its mark where NOISY, which is cheaper than loading it.
//   productGrad[t]  = inputGain * mask * membraneGrad[t], summed over t where the product has one step
// One invocation owns 4 neighboring neurons of one sample.
//#include lib/dispatch
//#include lib/leaky
//#include lib/potentials

override WORKGROUP: u32 = 64u;
override DETACH_RESET: bool = false;
override MASKED: bool = false;
override MEMBRANE_GRAD: bool = false; // a gradient on the membrane is added

struct Params {
  keptSteps: u32,
  batch: u32,
  neurons: u32, // a multiple of 4
  steps: u32,
  outerSteps: u32,
  outerBatch: u32,
  outerNeurons: u32,
  windows: u32, // 1 or steps
  maskRows: u32,
  maskColumns: u32,
  inputSteps: u32,
  decayRows: u32,
  decayColumns: u32,
  threshold: f32,
  inputGain: f32,
  resetTo: f32,
  initialMembrane: f32,
}

@group(0) @binding(0) var<storage, read> membrane: array<vec4u>;            // [keptSteps, batch, neurons], of lib/potentials
@group(0) @binding(1) var<storage, read> spikesGrad: array<vec4f>;          // [steps, batch, neurons]
@group(0) @binding(2) var<storage, read> membraneGrad: array<vec4f>;        // [steps, batch, neurons], MEMBRANE_GRAD only
@group(0) @binding(3) var<storage, read> surrogateScale: array<f32>;        // [windows]
@group(0) @binding(4) var<storage, read> mask: array<vec4f>;                // [batch, neurons], MASKED only
@group(0) @binding(5) var<storage, read> decay: array<f32>;                 // [1]
@group(0) @binding(6) var<storage, read_write> productGrad: array<vec4f>;   // [inputSteps, batch, neurons]
@group(0) @binding(7) var<storage, read_write> decayPartial: array<vec4f>;  // [batch, neurons], LEARNED only
@group(0) @binding(8) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.batch * params.neurons / 4u;
  if (i >= width) { return; }

  var gain = vec4f(params.inputGain);
  if (MASKED) { gain *= mask[i]; }
  let leak = decayOf(decay[0]);
  var carry = Carry();
  var decaySum = vec4f();
  var gradSum = vec4f();
  var at = (params.steps - 1u) * width + i;
  var h = potentialAt(params.steps - 1u, i, width);
  for (var t = params.steps; t > 0u; t--) {
    let scale = surrogateScale[min(t - 1u, params.windows - 1u)];
    var grad = membraneGradAt(h, spikesGrad[at], carry, params.threshold, params.resetTo, scale, DETACH_RESET);
    if (MEMBRANE_GRAD) { grad += membraneGrad[at]; }
    if (params.inputSteps > 1u) { productGrad[at] = gain * grad; } else { gradSum += grad; }
    carry = Carry(leak * grad, grad);
    if (t > 1u) { h = potentialAt(t - 2u, i, width); }
    if (LEARNED) {
      var before = vec4f(params.initialMembrane);
      if (t > 1u) { before = keptAfter(h, spikeOf(h, params.threshold, surrogateScale[min(t - 2u, params.windows - 1u)]), params.threshold, params.resetTo); }
      decaySum = fma(grad, before, decaySum);
    }
    at -= width;
  }
  if (params.inputSteps == 1u) { productGrad[i] = gain * gradSum; }
  if (LEARNED) { decayPartial[i] = decaySum; }
}
