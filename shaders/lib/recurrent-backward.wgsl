// One step back of a recurrent leaky neuron: what the backward kernels share.
// They declare membrane, spikesGrad, membraneGrad, taps, surrogateScale and params.
//#include lib/leaky
//#include lib/spans

override DETACH_RESET: bool = false;

// dL/d membrane[t], of what the product sent back and of dL/d membrane[t+1].
fn stepBack(t: u32, at: u32, leak: f32, back: vec4f, later: vec4f) -> vec4f {
  let scale = surrogateScale[min(t, params.windows - 1u)];
  let onSpikes = spikesGrad[at] + back;
  return membraneGradAt(membrane[at], onSpikes, Carry(leak * later, later), params.threshold, params.resetTo, scale, DETACH_RESET);
}
