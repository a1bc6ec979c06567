// Threshold-dependent batch normalization, second stage: from the sums of channel-sums to the affine map, for neurons that do not add
// them themselves. One invocation owns one channel and adds splits in ascending order.
//#include lib/td-batch-norm

override WORKGROUP: u32 = 64u;

struct Params {
  sumRows: u32, // 2 of each split, and 4
  channels: u32,
  observedWords: u32,
  rows: u32,
  varianceAt: u32,
  copies: u32,  // steps that a row stands for: its statistics count them
  gain: f32,
  epsilon: f32,
}

@group(0) @binding(0) var<storage, read> sums: array<f32>;           // [sumRows, channels]: splits; pivot, gamma, beta, decay
@group(0) @binding(1) var<storage, read_write> map: array<f32>;      // [5, channels]
@group(0) @binding(2) var<storage, read_write> observed: array<f32>; // [observedWords]: mean and variance
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let c = id.x;
  if (c >= params.channels) { return; }
  var own = vec2f();
  for (var row = 0u; row < params.sumRows - 4u; row += 2u) {
    own += vec2f(sums[row * params.channels + c], sums[(row + 1u) * params.channels + c]);
  }
  let behind = (params.sumRows - 4u) * params.channels + c;
  let gamma = sums[behind + params.channels];
  keep(c, params.channels, gamma, normalized(params.rows, gamma, sums[behind + 2u * params.channels], sums[behind], own));
}
