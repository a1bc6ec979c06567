// One step of a recurrent leaky neuron: shared by the forward kernels, which differ in how they compute the product.
// Where NOISY, spikes hold numbers in (0, 1) before. They declare current, membrane, spikes, recurrentInput, skipWeights, surrogateScale and params.
//#include lib/leaky
//#include lib/spans

struct State {
  kept: vec4f,
  spikes: vec4f,
}

// The state at the start of step t: a chunk continues from what is in memory.
fn stateBefore(t: u32, at: u32, stride: u32) -> State {
  if (t == 0u) { return State(vec4f(params.initialMembrane), vec4f()); }
  let s = spikes[at - stride];
  return State(keptAfter(membrane[at - stride], s, params.threshold, params.resetTo), s);
}

fn stepOn(t: u32, at: u32, leak: f32, mix: vec4f, state: State) -> State {
  var h = fma(vec4f(leak), state.kept, params.inputGain * (current[at] + mix));
  if (RESET == SUBTRACT_DELAYED) { h = fma(vec4f(-params.threshold), state.spikes, h); }
  let scale = surrogateScale[min(t, params.windows - 1u)];
  if (NOISY) { h = marked(h, spikes[at], params.threshold, scale); }
  let s = spikeOf(h, params.threshold, scale);
  membrane[at] = h;
  spikes[at] = s;
  return State(keptAfter(h, s, params.threshold, params.resetTo), s);
}

// What steps t to t + 7 receive from the recurrent inputs before t, the oldest first.
fn receivedBefore(t: u32, at: u32, stride: u32) -> Ahead {
  var ahead = Ahead();
  let last = min(u32(skipWeights[1]), t);
  var w = weightsFrom(last);
  for (var span = last; span >= leastSpan(); span--) {
    ahead = received(ahead, recurrentInput[at - span * stride], w);
    w = before(span, w);
  }
  return ahead;
}
