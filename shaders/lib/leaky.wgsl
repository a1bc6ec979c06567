// Shared by all leaky integrate-and-fire kernels: the spike, the reset, and one backward step. Four neurons per vec4.
//#include lib/surrogate

override RESET: u32 = 0u;        // the constants below
override SURROGATE: u32 = 0u;    // of lib/surrogate
override SMOOTH: bool = false;   // spikes are smoothSpike: of analog neurons, and for gradient checks
override LEARNED: bool = false;  // the decay is the sigmoid of the bound value
override NOISY: bool = false;    // spikes are drawn, each with the probability smoothSpike

const ZERO = 0u;
const SUBTRACT = 1u;
const SUBTRACT_DELAYED = 2u;

fn decayOf(bound: f32) -> f32 {
  if (LEARNED) { return 1.0 / (1.0 + exp(-bound)); }
  return bound;
}

fn spikeOf(h: vec4f, threshold: f32, scale: f32) -> vec4f {
  if (SMOOTH) { return smoothSpike(SURROGATE, scale, h - threshold); }
  if (NOISY) { return vec4f(bitcast<vec4u>(h) & vec4u(1u)); }
  return select(vec4f(), vec4f(1.0), h >= vec4f(threshold));
}

// NOISY only: the potential marked with its spike, which is 1 where a number in (0, 1) lies below smoothSpike. The mark is the
// lowest bit, so that every reader of the potential knows the spike that was drawn. None is smaller than the smallest normal
// number, which a device may take for 0.
fn marked(h: vec4f, draw: vec4f, threshold: f32, scale: f32) -> vec4f {
  let fired = select(vec4u(), vec4u(1u), draw < smoothSpike(SURROGATE, scale, h - threshold));
  let bits = bitcast<vec4u>(h);
  let size = max(bits & vec4u(0x7ffffffeu), vec4u(0x00800000u));
  return bitcast<vec4f>((bits & vec4u(0x80000000u)) | size | fired);
}

// kept[t] from membrane[t] and spikes[t]; subtractDelayed takes its threshold off the next membrane instead.
fn keptAfter(h: vec4f, s: vec4f, threshold: f32, resetTo: f32) -> vec4f {
  switch RESET {
    case ZERO: {
      if (SMOOTH) { return h * (1.0 - s) + resetTo * s; }
      return select(h, vec4f(resetTo), s > vec4f());
    }
    case SUBTRACT: { return h - threshold * s; }
    default: { return h; }
  }
}

// Gradients from later steps.
struct Carry {
  keptGrad: vec4f,  // dL/d kept[t]
  laterGrad: vec4f, // dL/d membrane[t+1]
}

// dL/d membrane[t]:  spikeGrad * slope  +  the gradient through kept[t].
fn membraneGradAt(h: vec4f, spikesGrad: vec4f, carry: Carry, threshold: f32, resetTo: f32, scale: f32, detachReset: bool) -> vec4f {
  let s = spikeOf(h, threshold, scale);
  var spikeGrad = spikesGrad;
  var grad = carry.keptGrad;
  switch RESET {
    case ZERO: {
      grad = carry.keptGrad * (1.0 - s);
      if (!detachReset) { spikeGrad = fma(carry.keptGrad, resetTo - h, spikeGrad); }
    }
    case SUBTRACT: {
      if (!detachReset) { spikeGrad = fma(vec4f(-threshold), carry.keptGrad, spikeGrad); }
    }
    case SUBTRACT_DELAYED: {
      if (!detachReset) { spikeGrad = fma(vec4f(-threshold), carry.laterGrad, spikeGrad); }
    }
    default: {}
  }
  return fma(spikeGrad, surrogateSlope(SURROGATE, scale, h - threshold), grad);
}
