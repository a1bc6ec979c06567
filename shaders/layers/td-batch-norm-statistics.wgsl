// Threshold-dependent batch normalization, second stage: from the sums of channel-sums to the affine map that the neuron applies.
// One invocation owns one channel and adds partials in ascending order.
//#include lib/td-batch-norm

override WORKGROUP: u32 = 64u;

struct Params {
  splits: u32,
  channels: u32,
  rows: u32,
  copies: u32, // steps that a row stands for: its statistics count them
  gain: f32,
  epsilon: f32,
}

@group(0) @binding(0) var<storage, read> partial: array<f32>;                // [splits, 2, channels]
@group(0) @binding(1) var<storage, read> pivot: array<f32>;                  // [channels]
@group(0) @binding(2) var<storage, read> gamma: array<f32>;                  // [channels]
@group(0) @binding(3) var<storage, read> beta: array<f32>;                   // [channels]
@group(0) @binding(4) var<storage, read_write> map: array<f32>;              // [3, channels]
@group(0) @binding(5) var<storage, read_write> observedMean: array<f32>;     // [channels]
@group(0) @binding(6) var<storage, read_write> observedVariance: array<f32>; // [channels]
@group(0) @binding(7) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let c = id.x;
  if (c >= params.channels) { return; }
  var first = 0.0;
  var second = 0.0;
  for (var split = 0u; split < params.splits; split++) {
    let at = split * 2u * params.channels + c;
    first += partial[at];
    second += partial[at + params.channels];
  }
  normalize(c, pivot[c], first, second);
}
