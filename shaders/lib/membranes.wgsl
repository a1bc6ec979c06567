// The potentials of the forward pass, for the backward pass: as stored, or recomputed from the product for a layer that did not store them.
// Its kernel has the product, surrogateScale and params of lif-forward. The same formula as there; up to 16 steps.
//#include lib/leaky
//#include lib/potentials

override RECOMPUTE: bool = false;

var<private> again: array<vec4f, 16>; // by step, of the four neurons at hand

// own: the index of the neurons in a step; width: of a step; current = gain * product + offset.
fn computeAgain(own: u32, width: u32, leak: f32, gain: vec4f, offset: vec4f) {
  var kept = vec4f(params.initialMembrane);
  var s = vec4f();
  var at = own;
  for (var t = 0u; t < params.steps; t++) {
    var h = fma(vec4f(leak), kept, fma(gain, product[at], offset));
    if (RESET == SUBTRACT_DELAYED) { h -= params.threshold * s; }
    s = spikeOf(h, params.threshold, surrogateScale[min(t, params.windows - 1u)]);
    kept = keptAfter(h, s, params.threshold, params.resetTo);
    again[t] = h;
    if (params.inputSteps > 1u) { at += width; }
  }
}

// The potential of a step; where RECOMPUTE, after computeAgain.
fn membraneAt(t: u32, own: u32, width: u32) -> vec4f {
  if (RECOMPUTE) { return again[t]; }
  return potentialAt(t, own, width);
}
