// The sums that the backward pass of a normalization needs, of a leaky neuron's steps: added to those of earlier rows.
//   spikeGrad       = spikesGrad[t] + the gradient through the reset (none where DETACH_RESET)
//   membraneGrad[t] = spikeGrad * slope + the gradient through kept[t]
//   kept[t-1] gets decay * membraneGrad[t];  decayGrad = sum over t of membraneGrad[t] * kept[t-1]
// POOL: spikesGrad is that of the means over squares of pixels, each of whose neurons gets its share, as in pool2d-average-backward.
// The including shader has the bindings and parameters of lif-backward-sums.
//#include lib/membranes

override DETACH_RESET: bool = false;
override MASKED: bool = false;
override POOL: u32 = 1u; // the side of a square, which divides those of an image; rows are pixels in row-major order

struct Sums {
  first: vec4f,  // of grad = inputGain * mask * membraneGrad[t]
  second: vec4f, // of grad * (product[t] - pivot)
  decay: vec4f,  // of membraneGrad[t] * kept[t-1], LEARNED only
}

fn gainAt(own: u32) -> vec4f {
  var gain = vec4f(params.inputGain);
  if (MASKED) { gain *= mask[own]; }
  return gain;
}

// Where in a step the gradient of neurons is that are at `own` in it: there, or where that of their square is.
fn gradOf(own: u32) -> u32 {
  if (POOL == 1u) { return own; }
  let rowWidth = params.neurons / 4u;
  let line = own / rowWidth / params.width;
  let x = own / rowWidth % params.width;
  return ((line / POOL) * (params.width / POOL) + x / POOL) * rowWidth + own % rowWidth;
}

fn spikesGradAt(t: u32, inStep: u32) -> vec4f {
  let grad = spikesGrad[t * params.gradRows * (params.neurons / 4u) + inStep];
  if (POOL == 1u) { return grad; }
  return (vec4f() + grad) / f32(POOL * POOL);
}

// own: the index of the neurons in a step; width: of a step; gain: gainAt(own).
fn sumsWith(earlier: Sums, own: u32, width: u32, leak: f32, gain: vec4f, pivot: vec4f) -> Sums {
  var sums = earlier;
  let gradAt = gradOf(own);
  var carry = Carry();
  var at = (params.steps - 1u) * width + own;
  var h = membraneAt(params.steps - 1u, own, width);
  var d = product[select(own, at, params.inputSteps > 1u)] - pivot;
  for (var t = params.steps; t > 0u; t--) {
    let window = surrogateScale[min(t - 1u, params.windows - 1u)];
    let grad = membraneGradAt(h, spikesGradAt(t - 1u, gradAt), carry, params.threshold, params.resetTo, window, DETACH_RESET);
    let g = gain * grad;
    sums.first += g;
    sums.second = fma(g, d, sums.second);
    carry = Carry(leak * grad, grad);
    var before = vec4f(params.initialMembrane);
    if (t > 1u) {
      h = membraneAt(t - 2u, own, width);
      if (params.inputSteps > 1u) { d = product[at - width] - pivot; }
      if (LEARNED) { before = keptAfter(h, spikeOf(h, params.threshold, surrogateScale[min(t - 2u, params.windows - 1u)]), params.threshold, params.resetTo); }
    }
    if (LEARNED) { sums.decay = fma(grad, before, sums.decay); }
    at -= width;
  }
  return sums;
}
