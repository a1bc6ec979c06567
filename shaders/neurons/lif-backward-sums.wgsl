// Backward of lif-forward, first of two passes where a normalization precedes the neuron: only the sums that its backward
// pass needs, so that no gradient is stored twice.
//   spikeGrad       = spikesGrad[t] + the gradient through the reset (none where DETACH_RESET)
//   membraneGrad[t] = spikeGrad * slope + the gradient through kept[t]
//   kept[t-1] gets decay * membraneGrad[t];  decayGrad = sum over t of membraneGrad[t] * kept[t-1]
// The potentials are the stored ones, or where RECOMPUTE they are recomputed from the product as in the forward pass: then
// only the product has to be stored between the passes. At most 16 steps are recomputed.
//   partial[p, 0] = sum over rows and t of grad,  grad = inputGain * mask * membraneGrad[t]
//   partial[p, 1] = sum over rows and t of grad * (product[t] - pivot)
//   partial[p, 2] = sum over rows and t of membraneGrad[t] * kept[t-1], LEARNED only
// Partial p has the rows p, p + partials, ... of the batch. One invocation owns 4 neighboring neurons of one partial.
//#include lib/dispatch
//#include lib/membranes

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
  partials: u32,
  threshold: f32,
  inputGain: f32,
  resetTo: f32,
  initialMembrane: f32,
}

@group(0) @binding(0) var<storage, read> membrane: array<vec4f>;      // [steps, batch, neurons], not where RECOMPUTE
@group(0) @binding(1) var<storage, read> spikesGrad: array<vec4f>;    // [steps, batch, neurons]
@group(0) @binding(2) var<storage, read> surrogateScale: array<f32>;  // [windows]
@group(0) @binding(3) var<storage, read> mask: array<vec4f>;          // [batch, neurons], MASKED only
@group(0) @binding(4) var<storage, read> decay: array<f32>;           // [1]
@group(0) @binding(5) var<storage, read> product: array<vec4f>;       // [inputSteps, batch, neurons]
@group(0) @binding(6) var<storage, read> map: array<vec4f>;           // [3, neurons]: scale, shift, pivot
@group(0) @binding(7) var<storage, read_write> partial: array<vec4f>; // [partials, 3, neurons]
@group(0) @binding(8) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let rowWidth = params.neurons / 4u;
  let part = i / rowWidth;
  if (part >= params.partials) { return; }
  let column = i % rowWidth;
  let width = params.batch * rowWidth;
  let scale = map[column];
  let shift = map[rowWidth + column];
  let pivot = map[2u * rowWidth + column];
  let leak = decayOf(decay[0]);
  var first = vec4f();
  var second = vec4f();
  var decaySum = vec4f();
  for (var row = part; row < params.batch; row += params.partials) {
    let own = row * rowWidth + column;
    var gain = vec4f(params.inputGain);
    if (MASKED) { gain *= mask[own]; }
    if (RECOMPUTE) { computeAgain(own, width, leak, gain * scale, gain * shift); }
    var carry = Carry();
    var at = (params.steps - 1u) * width + own;
    var h = vec4f();
    if (RECOMPUTE) { h = again[params.steps - 1u]; } else { h = membrane[at]; }
    var d = product[select(own, at, params.inputSteps > 1u)] - pivot;
    for (var t = params.steps; t > 0u; t--) {
      let window = surrogateScale[min(t - 1u, params.windows - 1u)];
      let grad = membraneGradAt(h, spikesGrad[at], carry, params.threshold, params.resetTo, window, DETACH_RESET);
      let g = gain * grad;
      first += g;
      second = fma(g, d, second);
      carry = Carry(leak * grad, grad);
      var before = vec4f(params.initialMembrane);
      if (t > 1u) {
        if (RECOMPUTE) { h = again[t - 2u]; } else { h = membrane[at - width]; }
        if (params.inputSteps > 1u) { d = product[at - width] - pivot; }
        if (LEARNED) { before = keptAfter(h, spikeOf(h, params.threshold, surrogateScale[min(t - 2u, params.windows - 1u)]), params.threshold, params.resetTo); }
      }
      if (LEARNED) { decaySum = fma(grad, before, decaySum); }
      at -= width;
    }
  }
  let to = part * 3u * rowWidth + column;
  partial[to] = first;
  partial[to + rowWidth] = second;
  partial[to + 2u * rowWidth] = decaySum;
}
