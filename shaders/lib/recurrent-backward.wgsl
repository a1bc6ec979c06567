// One backward step of a recurrent leaky neuron: shared by the backward kernels.
// They declare membrane, spikesGrad, membraneGrad, skipWeights, surrogateScale and params.
//#include lib/leaky
//#include lib/spans

override DETACH_RESET: bool = false;

// Smaller gradients are set to 0: over long sequences gradients fade into numbers below 1e-38, which CPUs take many
// times longer to multiply, and which a device may take for 0 anyway.
const MIN_GRAD = 1e-33;

// dL/d membrane[t], from the gradient through the product and dL/d membrane[t+1].
fn stepBack(t: u32, at: u32, leak: f32, back: vec4f, later: vec4f) -> vec4f {
  let scale = surrogateScale[min(t, params.windows - 1u)];
  let onSpikes = spikesGrad[at] + back;
  let grad = membraneGradAt(membrane[at], onSpikes, Carry(leak * later, later), params.threshold, params.resetTo, scale, DETACH_RESET);
  return select(grad, vec4f(), abs(grad) < vec4f(MIN_GRAD));
}
