// The neuron of the samplers: both polarities of a pixel at once. It fires above the threshold, not at it, is reset to a fixed
// potential, and its surrogate is a rectangle of height alpha and width 1 / alpha.

override SMOOTH: bool = false; // spikes whose slope is the surrogate, to check gradients with

// x = potential - threshold
fn samplerSpike(x: vec2f, alpha: f32) -> vec2f {
  if (SMOOTH) { return clamp(alpha * x + 0.5, vec2f(), vec2f(1.0)); }
  return select(vec2f(), vec2f(1.0), x > vec2f());
}

fn samplerSlope(x: vec2f, alpha: f32) -> vec2f {
  return select(vec2f(), vec2f(alpha), abs(x) < vec2f(0.5 / alpha));
}

fn samplerKept(potential: vec2f, spike: vec2f, resetTo: f32) -> vec2f {
  if (SMOOTH) { return potential * (1.0 - spike) + resetTo * spike; }
  return select(potential, vec2f(resetTo), spike > vec2f());
}

fn samplerLeak(logit: vec2f) -> vec2f { return 1.0 / (1.0 + exp(-logit)); }
