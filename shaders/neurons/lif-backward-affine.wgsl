// Backward of lif-forward, second of two passes where a normalization precedes the neuron: the gradient on the product.
//   spikeGrad       = spikesGrad[t] + the gradient through the reset (none where DETACH_RESET)
//   membraneGrad[t] = spikeGrad * slope + the gradient through kept[t]
//   kept[t-1] gets decay * membraneGrad[t]
// The potentials are the stored ones, or where RECOMPUTE they are recomputed from the product as in the forward pass: then
// only the product has to be stored between the passes. At most 16 steps are recomputed.
//   productGrad[t] = a * grad + b * (product[t] - mean) + o,  grad = inputGain * mask * membraneGrad[t]
// with (a, b, o, mean) from the normalization. A product with one step gets the sum of grad over t.
// One invocation owns 4 neighboring neurons of one sample.
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
  threshold: f32,
  inputGain: f32,
  resetTo: f32,
  initialMembrane: f32,
}

@group(0) @binding(0) var<storage, read> membrane: array<vec4f>;          // [steps, batch, neurons], not where RECOMPUTE
@group(0) @binding(1) var<storage, read> spikesGrad: array<vec4f>;        // [steps, batch, neurons]
@group(0) @binding(2) var<storage, read> surrogateScale: array<f32>;      // [windows]
@group(0) @binding(3) var<storage, read> mask: array<vec4f>;              // [batch, neurons], MASKED only
@group(0) @binding(4) var<storage, read> decay: array<f32>;               // [1]
@group(0) @binding(5) var<storage, read> product: array<vec4f>;           // [inputSteps, batch, neurons]
@group(0) @binding(6) var<storage, read> coefficients: array<vec4f>;      // [6, neurons]: a, b, o, mean, scale, shift
@group(0) @binding(7) var<storage, read_write> productGrad: array<vec4f>; // [inputSteps, batch, neurons]
@group(0) @binding(8) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let own = flatIndex(id, groups, WORKGROUP);
  let rowWidth = params.neurons / 4u;
  let width = params.batch * rowWidth;
  if (own >= width) { return; }
  let column = own % rowWidth;
  let slope = coefficients[rowWidth + column];
  let offset = coefficients[2u * rowWidth + column];
  let mean = coefficients[3u * rowWidth + column];
  let scale = coefficients[4u * rowWidth + column];
  let shift = coefficients[5u * rowWidth + column];
  let leak = decayOf(decay[0]);
  var gain = vec4f(params.inputGain);
  if (MASKED) { gain *= mask[own]; }
  if (RECOMPUTE) { computeAgain(own, width, leak, gain * scale, gain * shift); }
  let factor = gain * coefficients[column];
  var carry = Carry();
  var gradSum = vec4f();
  var at = (params.steps - 1u) * width + own;
  for (var t = params.steps; t > 0u; t--) {
    var h = vec4f();
    if (RECOMPUTE) { h = again[t - 1u]; } else { h = membrane[at]; }
    let window = surrogateScale[min(t - 1u, params.windows - 1u)];
    let grad = membraneGradAt(h, spikesGrad[at], carry, params.threshold, params.resetTo, window, DETACH_RESET);
    if (params.inputSteps > 1u) {
      productGrad[at] = fma(factor, grad, fma(slope, product[at] - mean, offset));
    } else {
      gradSum += grad;
    }
    carry = Carry(leak * grad, grad);
    at -= width;
  }
  if (params.inputSteps == 1u) { productGrad[own] = fma(factor, gradSum, fma(slope, product[own] - mean, offset)); }
}
