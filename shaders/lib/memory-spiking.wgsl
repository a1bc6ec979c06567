// Shared by the kernels of gated recurrent spiking neurons and of leaky ones: which parts there are, how a neuron fires, and its reset.

override GATES: u32 = 1u;      // NONE (leaky neurons, whose current is the drive), OF_INPUT, OF_SPIKE or OF_BOTH
override PROJECTION: u32 = 0u; // 1: the last drive is added to the current
override HARD: u32 = 0u;       // 1: a spike sets the potential to 0; 0: it subtracts the threshold
override ZEROED: u32 = 0u;     // 1: each step of the environment begins without a state
override LEARNED: u32 = 0u;    // 1: `decay` holds logits
override SURROGATE: u32 = 3u;
override SMOOTH: u32 = 0u;

const NONE = 0u;
const OF_INPUT = 1u;
const OF_SPIKE = 2u;
const OF_BOTH = 3u;

fn decayOf(stored: vec4f) -> vec4f {
  if (LEARNED == 1u) { return logistic(stored); }
  return stored;
}

// 1 where four units from 4 column on exist, 0 where they are padding: a smooth spike is not 0 there.
fn realOf(column: u32, features: u32) -> vec4f {
  return select(vec4f(), vec4f(1.0), 4u * column + vec4u(0u, 1u, 2u, 3u) < vec4u(features));
}

fn firedAt(potential: vec4f, threshold: f32, scale: f32, real: vec4f) -> vec4f {
  if (SMOOTH == 1u) { return real * smoothSpike(SURROGATE, scale, potential - threshold); }
  return select(vec4f(), vec4f(1.0), potential >= vec4f(threshold));
}

fn afterReset(potential: vec4f, spikes: vec4f, threshold: f32) -> vec4f {
  if (HARD == 1u) { return potential * (1.0 - spikes); }
  return fma(vec4f(-threshold), spikes, potential);
}
