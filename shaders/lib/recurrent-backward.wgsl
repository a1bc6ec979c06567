// One step back of a recurrent leaky neuron: what the backward kernels share.
// They declare membrane, spikesGrad, membraneGrad, skipWeights, surrogateScale and params.
//#include lib/leaky
//#include lib/spans

override DETACH_RESET: bool = false;

// Less counts as nothing: long before the end of a sequence gradients fade into numbers below 1e-38, which CPUs take many
// times longer to multiply, and which a device may take for 0 anyway.
const MIN_GRAD = 1e-33;

// dL/d membrane[t], of what the product sent back and of dL/d membrane[t+1].
fn stepBack(t: u32, at: u32, leak: f32, back: vec4f, later: vec4f) -> vec4f {
  let scale = surrogateScale[min(t, params.windows - 1u)];
  let onSpikes = spikesGrad[at] + back;
  let grad = membraneGradAt(membrane[at], onSpikes, Carry(leak * later, later), params.threshold, params.resetTo, scale, DETACH_RESET);
  return select(grad, vec4f(), abs(grad) < vec4f(MIN_GRAD));
}
