// Backward of recurrent-lif-forward, from step firstStep + count - 1 down to firstStep, all inside one workgroup.
//   mixedGrad[t]    = inputGain * sum over spans k of tap[k] * membraneGrad[t+k]:  dL/d echo[t], the farthest step first
//   spikeGrad       = spikesGrad[t] + sum over n of turned[n] * mixedGrad[t, n], in ascending n
//   membraneGrad[t] = spikeGrad * slope + what the kept potential sends back, as in lif-backward
// The gradient of the recurrent weights comes afterwards, in one product of spikes and mixedGrad over all steps.
// One invocation owns 4 neurons of 4 samples: one vec4 of weights and one of gradients (of 4 samples, turned through
// workgroup memory) make 16 products. A batch that is no multiple of 4 repeats its last sample and writes it once.
//#include lib/recurrent-backward

override LANES: u32 = 32u; // neurons / 4

struct Params {
  steps: u32,
  batch: u32,
  neurons: u32, // a multiple of 4
  words: u32,
  windows: u32, // 1 or steps
  firstStep: u32,
  count: u32,
  threshold: f32,
  inputGain: f32,
  resetTo: f32,
}

@group(0) @binding(0) var<storage, read> membrane: array<vec4f>;           // [steps, batch, neurons]
@group(0) @binding(1) var<storage, read> spikesGrad: array<vec4f>;         // [steps, batch, neurons]
@group(0) @binding(2) var<storage, read> decay: array<f32>;                // [1]
@group(0) @binding(3) var<storage, read> turned: array<vec4f>;             // [neurons, neurons that spiked]
@group(0) @binding(4) var<storage, read> taps: array<f32>;                 // [words]
@group(0) @binding(5) var<storage, read> surrogateScale: array<f32>;       // [windows]
@group(0) @binding(6) var<storage, read_write> membraneGrad: array<vec4f>; // [steps, batch, neurons]
@group(0) @binding(7) var<storage, read_write> mixedGrad: array<vec4f>;    // [steps, batch, neurons]
@group(0) @binding(8) var<uniform> params: Params;

var<workgroup> mixed: array<vec4f, 1024>; // [neurons], 4 samples each; two steps take turns where they fit

// Four neurons of one sample.
struct Neurons {
  grad: vec4f, // dL/d membrane of the step that follows
  ahead: mat4x4f,
}

// What steps t down to t - 3 get of the gradients after t, the farthest first.
fn heardAfter(t: u32, at: u32, stride: u32) -> mat4x4f {
  var ahead = mat4x4f();
  let last = min(u32(taps[1]), params.steps - 1u - t);
  var w = weightsFrom(last);
  for (var span = last; span >= leastSpan(); span--) {
    ahead = heard(ahead, membraneGrad[at + span * stride], w);
    w = before(span, w);
  }
  return ahead;
}

fn start(at: u32, stride: u32) -> Neurons {
  if (params.firstStep + params.count == params.steps) { return Neurons(); }
  return Neurons(membraneGrad[at + stride], mat4x4f());
}

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let stride = params.batch * LANES;
  let sample = group.x * 4u;
  let owned = min(4u, params.batch - sample);
  let d1 = min(1u, owned - 1u) * LANES; // a sample past the end is the last one again
  let d2 = min(2u, owned - 1u) * LANES;
  let d3 = min(3u, owned - 1u) * LANES;
  let leak = decayOf(decay[0]);
  let ownSpans = weightsFrom(1u);
  let turns = LANES <= 128u;
  var at = (params.firstStep + params.count - 1u) * stride + sample * LANES + lane;
  var n0 = start(at, stride);
  var n1 = start(at + d1, stride);
  var n2 = start(at + d2, stride);
  var n3 = start(at + d3, stride);
  for (var i = 0u; i < params.count; i++) {
    let t = params.firstStep + params.count - 1u - i;
    if (i % BLOCK == 0u) {
      n0.ahead = heardAfter(t, at, stride);
      n1.ahead = heardAfter(t, at + d1, stride);
      n2.ahead = heardAfter(t, at + d2, stride);
      n3.ahead = heardAfter(t, at + d3, stride);
    }
    let m0 = params.inputGain * n0.ahead[0];
    let m1 = params.inputGain * n1.ahead[0];
    let m2 = params.inputGain * n2.ahead[0];
    let m3 = params.inputGain * n3.ahead[0];
    mixedGrad[at] = m0;
    if (owned > 1u) { mixedGrad[at + d1] = m1; }
    if (owned > 2u) { mixedGrad[at + d2] = m2; }
    if (owned > 3u) { mixedGrad[at + d3] = m3; }
    let base = select(0u, (i & 1u) * 4u * LANES, turns);
    mixed[base + lane * 4u] = vec4f(m0.x, m1.x, m2.x, m3.x);
    mixed[base + lane * 4u + 1u] = vec4f(m0.y, m1.y, m2.y, m3.y);
    mixed[base + lane * 4u + 2u] = vec4f(m0.z, m1.z, m2.z, m3.z);
    mixed[base + lane * 4u + 3u] = vec4f(m0.w, m1.w, m2.w, m3.w);
    workgroupBarrier();

    var back0 = vec4f();
    var back1 = vec4f();
    var back2 = vec4f();
    var back3 = vec4f();
    var weightAt = lane;
    for (var n = base; n < base + 4u * LANES; n++) {
      let g = mixed[n];
      let w = turned[weightAt];
      back0 = fma(vec4f(g.x), w, back0);
      back1 = fma(vec4f(g.y), w, back1);
      back2 = fma(vec4f(g.z), w, back2);
      back3 = fma(vec4f(g.w), w, back3);
      weightAt += LANES;
    }
    if (!turns) { workgroupBarrier(); }
    n0.grad = stepBack(t, at, leak, back0, n0.grad);
    n1.grad = stepBack(t, at + d1, leak, back1, n1.grad);
    n2.grad = stepBack(t, at + d2, leak, back2, n2.grad);
    n3.grad = stepBack(t, at + d3, leak, back3, n3.grad);
    membraneGrad[at] = n0.grad;
    if (owned > 1u) { membraneGrad[at + d1] = n1.grad; }
    if (owned > 2u) { membraneGrad[at + d2] = n2.grad; }
    if (owned > 3u) { membraneGrad[at + d3] = n3.grad; }
    n0.ahead = passed(n0.ahead, n0.grad, ownSpans);
    n1.ahead = passed(n1.ahead, n1.grad, ownSpans);
    n2.ahead = passed(n2.ahead, n2.grad, ownSpans);
    n3.ahead = passed(n3.ahead, n3.grad, ownSpans);
    at -= stride;
  }
}
