// Threshold-dependent batch normalization of a layer with few rows in one dispatch. One workgroup owns 16 channels.
//#include lib/channel-statistics

struct Params {
  rows: u32,
  channels: u32, // a multiple of 4
  words: u32,
  observedWords: u32,
  rowsPerSplit: u32,
  betaAt: u32,
  varianceAt: u32,
  copies: u32,   // steps that a row stands for: its statistics count them
  gain: f32,
  epsilon: f32,
}

@group(0) @binding(0) var<storage, read> product: array<vec4f>;       // [rows, channels]
@group(0) @binding(1) var<storage, read> pivot: array<vec4f>;         // [channels]
@group(0) @binding(2) var<storage, read> affine: array<f32>;          // [words]: gamma and beta
@group(0) @binding(3) var<storage, read_write> map: array<f32>;       // [5, channels]
@group(0) @binding(4) var<storage, read_write> observed: array<f32>;  // [observedWords]: mean and variance
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(INVOCATIONS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  statistics(params.rows, params.channels / 4u, group.x, thread);
}
