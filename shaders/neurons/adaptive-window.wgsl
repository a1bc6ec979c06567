// MPD-AGL, Theorem 2: the width of the rectangular surrogate follows the normalization in front and the leak.
//   width[0]   = 2 * gammaMean * threshold
//   width[t>0] = 2 * sqrt(1 + decay^2) * gammaMean * threshold
// gammaMean is the mean over channels of the tdBN weight; at or below 0.001 it is taken as 0.001 and the window is closed.
//   summary = gammaMean, betaMean, decay, closed
// One workgroup of 64 lanes.

override LEARNED: bool = false; // the decay is the sigmoid of the bound value

struct Params {
  channels: u32, // padded
  steps: u32,
  features: u32, // channels that mean something
  threshold: f32,
}

@group(0) @binding(0) var<storage, read> gamma: array<f32>;           // [channels]
@group(0) @binding(1) var<storage, read> beta: array<f32>;            // [channels]
@group(0) @binding(2) var<storage, read> decay: array<f32>;           // [1]
@group(0) @binding(3) var<storage, read_write> widths: array<f32>;    // [steps]
@group(0) @binding(4) var<storage, read_write> summary: array<f32>;   // [4]
@group(0) @binding(5) var<uniform> params: Params;

var<workgroup> sums: array<vec2f, 64>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32) {
  var sum = vec2f();
  for (var c = lane; c < params.features; c += 64u) { sum += vec2f(gamma[c], beta[c]); }
  sums[lane] = sum;
  workgroupBarrier();
  for (var reach = 32u; reach > 0u; reach /= 2u) {
    if (lane < reach) { sums[lane] += sums[lane + reach]; }
    workgroupBarrier();
  }
  let means = sums[0] / f32(params.features);
  let gammaMean = max(means.x, 0.001);
  var leak = decay[0];
  if (LEARNED) { leak = 1.0 / (1.0 + exp(-leak)); }
  for (var t = lane; t < params.steps; t += 64u) {
    widths[t] = 2.0 * gammaMean * params.threshold * select(sqrt(1.0 + leak * leak), 1.0, t == 0u);
  }
  if (lane == 0u) {
    summary[0] = means.x;
    summary[1] = means.y;
    summary[2] = leak;
    summary[3] = select(0.0, 1.0, means.x <= 0.001);
  }
}
