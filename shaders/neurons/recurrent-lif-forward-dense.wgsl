// Recurrent leaky integrate-and-fire as in recurrent-lif-forward, with the product over all neurons: for spikes that are
// not 0 or 1, and for rates at which nearly every neuron spikes. Where spikes are 0 or 1 it gives the same bits.
//   recurrentInput[t] = sum over n of spikes[t, n] * recurrent[n], in ascending n
// One invocation owns 4 neurons of one sample; SAMPLES samples share a workgroup. Spikes of two steps alternate in
// workgroup memory, so one barrier per step is enough.
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

var<workgroup> stepSpikes: array<vec4f, 512>; // [2, SAMPLES, THREADS]

@compute @workgroup_size(THREADS, SAMPLES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let thread = local.x;
  let sample = group.x * SAMPLES + local.y;
  let here = sample < params.batch;
  let stride = params.batch * THREADS;
  let leak = decayOf(decay[0]);
  let ownSpans = weightsFrom(1u);
  var at = params.firstStep * stride + sample * THREADS + thread;
  var state = State();
  var ahead = Ahead();
  if (here) { state = stateBefore(params.firstStep, at, stride); }
  for (var i = 0u; i < params.count; i++) {
    let base = (i % 2u * SAMPLES + local.y) * THREADS;
    if (here) {
      let t = params.firstStep + i;
      if (i % BLOCK == 0u) { ahead = receivedBefore(t, at, stride); }
      state = stepOn(t, at, leak, ahead.near[0], state);
      stepSpikes[base + thread] = state.spikes;
    }
    workgroupBarrier();

    if (here) {
      var sum = vec4f();
      for (var n = 0u; n < THREADS; n++) {
        let s = stepSpikes[base + n];
        let row = n * 4u * THREADS + thread;
        sum = fma(vec4f(s.x), recurrent[row], sum);
        sum = fma(vec4f(s.y), recurrent[row + THREADS], sum);
        sum = fma(vec4f(s.z), recurrent[row + 2u * THREADS], sum);
        sum = fma(vec4f(s.w), recurrent[row + 3u * THREADS], sum);
      }
      recurrentInput[at] = sum;
      ahead = passed(ahead, sum, ownSpans);
    }
    at += stride;
  }
}
