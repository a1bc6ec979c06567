// Backward of recurrent-lif-forward, from step firstStep + count - 1 down to firstStep, all inside one workgroup.
//   mixedGrad[t]    = inputGain * sum over skips k of skipWeight[k] * membraneGrad[t+k]:  dL/d recurrentInput[t], the farthest step first
//   spikeGrad       = spikesGrad[t] + sum over n of transposed[n] * mixedGrad[t, n], in ascending n
//   membraneGrad[t] = spikeGrad * slope + the gradient through kept[t], as in lif-backward
// The gradient of the recurrent weights comes afterwards, in one product of spikes and mixedGrad over all steps.
// One invocation owns 4 neurons of 4 samples: one vec4 of weights and one of gradients (of 4 samples, transposed through
// workgroup memory) make 16 products. Past its end a batch repeats its last sample, in the same invocation.
//#include lib/recurrent-backward

override THREADS: u32 = 32u; // neurons / 4

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
@group(0) @binding(3) var<storage, read> transposed: array<vec4f>;         // [neurons, neurons that spiked]
@group(0) @binding(4) var<storage, read> skipWeights: array<f32>;          // [words]
@group(0) @binding(5) var<storage, read> surrogateScale: array<f32>;       // [windows]
@group(0) @binding(6) var<storage, read_write> membraneGrad: array<vec4f>; // [steps, batch, neurons]
@group(0) @binding(7) var<storage, read_write> mixedGrad: array<vec4f>;    // [steps, batch, neurons]
@group(0) @binding(8) var<uniform> params: Params;

var<workgroup> mixed: array<vec4f, 1024>; // [neurons], 4 samples each; two steps alternate if they fit

// Four neurons of 4 samples; of a matrix, one column per sample.
struct Quad {
  grad: mat4x4f, // dL/d membrane of the next step
  ahead0: Ahead,
  ahead1: Ahead,
  ahead2: Ahead,
  ahead3: Ahead,
}

// dL/d membrane of the next step: 0 after the last one.
fn gradAfter(at: vec4u, stride: u32) -> mat4x4f {
  if (params.firstStep + params.count == params.steps) { return mat4x4f(); }
  let later = at + stride;
  return mat4x4f(membraneGrad[later.x], membraneGrad[later.y], membraneGrad[later.z], membraneGrad[later.w]);
}

// What steps t down to t - 7 receive from the gradients after t, the farthest first.
fn heardAfter(grad: mat4x4f, t: u32, at: vec4u, stride: u32) -> Quad {
  var s0 = Ahead();
  var s1 = Ahead();
  var s2 = Ahead();
  var s3 = Ahead();
  let last = min(u32(skipWeights[1]), params.steps - 1u - t);
  var w = weightsFrom(last);
  for (var span = last; span >= leastSpan(); span--) {
    let later = at + span * stride;
    s0 = received(s0, membraneGrad[later.x], w);
    s1 = received(s1, membraneGrad[later.y], w);
    s2 = received(s2, membraneGrad[later.z], w);
    s3 = received(s3, membraneGrad[later.w], w);
    w = before(span, w);
  }
  return Quad(grad, s0, s1, s2, s3);
}

// Writes mixedGrad, and its transpose to where all threads read it.
fn share(to: u32, at: vec4u, quad: Quad) {
  let own = params.inputGain * mat4x4f(quad.ahead0.near[0], quad.ahead1.near[0], quad.ahead2.near[0], quad.ahead3.near[0]);
  mixedGrad[at.x] = own[0];
  mixedGrad[at.y] = own[1];
  mixedGrad[at.z] = own[2];
  mixedGrad[at.w] = own[3];
  let bySample = transpose(own);
  mixed[to] = bySample[0];
  mixed[to + 1u] = bySample[1];
  mixed[to + 2u] = bySample[2];
  mixed[to + 3u] = bySample[3];
}

// One term of 4 samples' sums over n.
fn added(back: mat4x4f, g: vec4f, w: vec4f) -> mat4x4f {
  return mat4x4f(fma(vec4f(g.x), w, back[0]), fma(vec4f(g.y), w, back[1]), fma(vec4f(g.z), w, back[2]), fma(vec4f(g.w), w, back[3]));
}

// Four terms of the sum over n.
fn product(back: mat4x4f, n: u32, w: mat4x4f) -> mat4x4f {
  return added(added(added(added(back, mixed[n], w[0]), mixed[n + 1u], w[1]), mixed[n + 2u], w[2]), mixed[n + 3u], w[3]);
}

// Writes membraneGrad, from which the previous step starts.
fn stepped(quad: Quad, t: u32, at: vec4u, leak: f32, back: mat4x4f, ownSpans: Weights) -> Quad {
  let g0 = stepBack(t, at.x, leak, back[0], quad.grad[0]);
  let g1 = stepBack(t, at.y, leak, back[1], quad.grad[1]);
  let g2 = stepBack(t, at.z, leak, back[2], quad.grad[2]);
  let g3 = stepBack(t, at.w, leak, back[3], quad.grad[3]);
  membraneGrad[at.x] = g0;
  membraneGrad[at.y] = g1;
  membraneGrad[at.z] = g2;
  membraneGrad[at.w] = g3;
  return Quad(
    mat4x4f(g0, g1, g2, g3),
    passed(quad.ahead0, g0, ownSpans),
    passed(quad.ahead1, g1, ownSpans),
    passed(quad.ahead2, g2, ownSpans),
    passed(quad.ahead3, g3, ownSpans),
  );
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let stride = params.batch * THREADS;
  let leak = decayOf(decay[0]);
  let ownSpans = weightsFrom(1u);
  let turns = THREADS <= 128u;
  let samples = min(group.x * 4u + vec4u(0u, 1u, 2u, 3u), vec4u(params.batch - 1u));
  var at = (params.firstStep + params.count - 1u) * stride + samples * THREADS + thread;
  var own = Quad();
  own.grad = gradAfter(at, stride);
  for (var i = 0u; i < params.count; i++) {
    let t = params.firstStep + params.count - 1u - i;
    if (i % BLOCK == 0u) { own = heardAfter(own.grad, t, at, stride); }
    let base = select(0u, (i & 1u) * 4u * THREADS, turns);
    share(base + thread * 4u, at, own);
    workgroupBarrier();

    var back = mat4x4f();
    var weightAt = thread;
    for (var n = base; n < base + 4u * THREADS; n += 4u) {
      let w = mat4x4f(transposed[weightAt], transposed[weightAt + THREADS], transposed[weightAt + 2u * THREADS], transposed[weightAt + 3u * THREADS]);
      back = product(back, n, w);
      weightAt += 4u * THREADS;
    }
    if (!turns) { workgroupBarrier(); }
    own = stepped(own, t, at, leak, back, ownSpans);
    at -= stride;
  }
}
