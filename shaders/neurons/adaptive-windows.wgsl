// MPD-AGL, Theorem 2, for all layers of a network: the width of the rectangular surrogate follows from the normalization in
// front and the leak.
//   width[0]   = 2 * gammaMean * threshold
//   width[t>0] = 2 * sqrt(1 + decay^2) * gammaMean * threshold
// gammaMean is the mean over channels of the tdBN weight; if it is 0.001 or less, 0.001 is used and the window is closed.
//   summary = gammaMean, betaMean, decay, closed
// `offsets` gives the position in the arena of a layer's gamma, beta and learned decay's logit, and the number of channels without
// padding. One workgroup of 64 threads per layer.

override LEARNED: bool = false; // the decay is the sigmoid of a value of the arena, not the parameter

struct Params {
  count: u32,
  layers: u32,
  stride: u32, // of a layer's widths
  steps: u32,
  threshold: f32,
  decay: f32,
}

@group(0) @binding(0) var<storage, read> values: array<f32>;        // [count], the arena of parameters
@group(0) @binding(1) var<storage, read> offsets: array<vec4u>;     // [layers, 4]: gamma, beta, logit, channels
@group(0) @binding(2) var<storage, read_write> widths: array<f32>;  // [layers, stride]
@group(0) @binding(3) var<storage, read_write> summary: array<f32>; // [layers, 64], the first four of each row
@group(0) @binding(4) var<uniform> params: Params;

var<workgroup> sums: array<vec2f, 64>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let offset = offsets[group.x];
  var sum = vec2f();
  for (var c = thread; c < offset.w; c += 64u) { sum += vec2f(values[offset.x + c], values[offset.y + c]); }
  sums[thread] = sum;
  workgroupBarrier();
  for (var reach = 32u; reach > 0u; reach /= 2u) {
    if (thread < reach) { sums[thread] += sums[thread + reach]; }
    workgroupBarrier();
  }
  let means = sums[0] / f32(offset.w);
  let gammaMean = max(means.x, 0.001);
  var leak = params.decay;
  if (LEARNED) { leak = 1.0 / (1.0 + exp(-values[offset.z])); }
  for (var t = thread; t < params.steps; t += 64u) {
    widths[group.x * params.stride + t] = 2.0 * gammaMean * params.threshold * select(sqrt(1.0 + leak * leak), 1.0, t == 0u);
  }
  if (thread == 0u) {
    let to = group.x * 64u;
    summary[to] = means.x;
    summary[to + 1u] = means.y;
    summary[to + 2u] = leak;
    summary[to + 3u] = select(0.0, 1.0, means.x <= 0.001);
  }
}
