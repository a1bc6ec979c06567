// All steps of 4 neighboring leaky neurons of one sample.
//   current     = gain * product[t] + offset
//   membrane[t] = decay * kept[t-1] + current;   subtractDelayed also takes threshold * spikes[t-1] off
//   spikes[t]   = membrane[t] >= threshold;   NOISY: a number in (0, 1), which spikes[t] holds before, < smoothSpike of membrane[t]
//   kept[t]     = zero: membrane, or resetTo where it spiked; subtract: membrane - threshold * spikes; else membrane
// A product with one step is the same at every step. The including shader has the bindings and parameters of lif-forward.
//#include lib/leaky
//#include lib/potentials

// own: the index of the neurons in a step; width: of a step.
fn fireOverSteps(own: u32, width: u32, leak: f32, gain: vec4f, offset: vec4f) {
  var kept = vec4f(params.initialMembrane);
  var s = vec4f();
  var at = own;
  var halves = vec4u();
  var x = product[own];
  for (var t = 0u; t < params.steps; t++) {
    if (t > 0u && params.inputSteps > 1u) { x = product[at]; }
    var h = fma(vec4f(leak), kept, fma(gain, x, offset));
    if (RESET == SUBTRACT_DELAYED) { h -= params.threshold * s; }
    let scale = surrogateScale[min(t, params.windows - 1u)];
    if (NOISY) { h = marked(h, spikes[at], params.threshold, scale); }
    s = spikeOf(h, params.threshold, scale);
    if (HALF) {
      let half = halfOf(h - params.threshold);
      if (t % 2u == 0u) { halves = half; } else { halves |= half << vec4u(16u); }
      if (t % 2u == 1u || t + 1u == params.steps) { membrane[t / 2u * width + own] = halves; }
    } else {
      membrane[at] = bitcast<vec4u>(h);
    }
    spikes[at] = s;
    kept = keptAfter(h, s, params.threshold, params.resetTo);
    at += width;
  }
}
