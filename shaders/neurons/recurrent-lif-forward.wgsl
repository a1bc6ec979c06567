// Recurrent leaky integrate-and-fire, steps firstStep to firstStep + count - 1, all inside one workgroup.
//   membrane[t] = decay * kept[t-1] + inputGain * (current[t] + sum over skips k of skipWeight[k] * recurrentInput[t-k])
//                 subtractDelayed also takes threshold * spikes[t-1] off
//   spikes[t]   = membrane[t] >= threshold;  kept[t] is membrane[t] after the reset; both as in lif-forward
//   recurrentInput[t] = sum of recurrent[n] over the neurons n that spiked at t, in ascending n
// The sum over skips follows the product (it is linear): the product stays event-driven, and the skip weights' gradient
// reads the stored recurrent inputs. One invocation owns 4 neurons of one sample; SAMPLES samples share a workgroup. Spikes are exchanged
// as bits: a step writes one buffer, clears the next and leaves the last to late readers, so one barrier per step is enough.
//#include lib/recurrent-chunk

@group(0) @binding(0) var<storage, read> current: array<vec4f>;              // [steps, batch, neurons]
@group(0) @binding(1) var<storage, read> decay: array<f32>;                  // [1]
@group(0) @binding(2) var<storage, read> recurrent: array<vec4f>;            // [neurons that spiked, neurons]
@group(0) @binding(3) var<storage, read> skipWeights: array<f32>;            // [words]
@group(0) @binding(4) var<storage, read> surrogateScale: array<f32>;         // [windows], SMOOTH and NOISY only
@group(0) @binding(5) var<storage, read_write> membrane: array<vec4f>;       // [steps, batch, neurons]
@group(0) @binding(6) var<storage, read_write> spikes: array<vec4f>;         // [steps, batch, neurons]
@group(0) @binding(7) var<storage, read_write> recurrentInput: array<vec4f>; // [steps, batch, neurons]
@group(0) @binding(8) var<uniform> params: Params;

var<workgroup> spikeBits: array<atomic<u32>, 192>; // [3, SAMPLES, words of neurons]

@compute @workgroup_size(THREADS, SAMPLES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let thread = local.x;
  let sample = group.x * SAMPLES + local.y;
  let here = sample < params.batch;
  let stride = params.batch * THREADS;
  let words = (THREADS + 7u) / 8u;
  let leak = decayOf(decay[0]);
  let ownSpans = weightsFrom(1u);
  var at = params.firstStep * stride + sample * THREADS + thread;
  var state = State();
  var ahead = Ahead();
  if (here) { state = stateBefore(params.firstStep, at, stride); }
  var now = local.y * words;
  var clear = (SAMPLES + local.y) * words;
  var late = (2u * SAMPLES + local.y) * words;
  for (var i = 0u; i < params.count; i++) {
    if (here) {
      let t = params.firstStep + i;
      if (i % BLOCK == 0u) { ahead = receivedBefore(t, at, stride); }
      state = stepOn(t, at, leak, ahead.near[0], state);
      if (any(state.spikes > vec4f())) {
        let b = select(vec4u(), vec4u(1u, 2u, 4u, 8u), state.spikes > vec4f());
        atomicOr(&spikeBits[now + thread / 8u], (b.x | b.y | b.z | b.w) << (thread % 8u * 4u));
      }
    }
    if (thread < words) { atomicStore(&spikeBits[clear + thread], 0u); }
    workgroupBarrier();

    if (here) {
      var sum = vec4f();
      for (var word = 0u; word < words; word++) {
        for (var m = atomicLoad(&spikeBits[now + word]); m != 0u; m &= m - 1u) {
          let n = word * 32u + firstTrailingBit(m);
          sum += recurrent[n * THREADS + thread];
        }
      }
      recurrentInput[at] = sum;
      ahead = passed(ahead, sum, ownSpans);
    }
    let done = late;
    late = now;
    now = clear;
    clear = done;
    at += stride;
  }
}
