// Threshold-dependent batch normalization in evaluation: the affine map from the running statistics.
//   scale = gamma * gain / sqrt(runningVariance + epsilon);  shift = beta - scale * runningMean       gain = alpha * threshold

override WORKGROUP: u32 = 64u;

struct Params {
  channels: u32,
  gain: f32,
  epsilon: f32,
}

@group(0) @binding(0) var<storage, read> runningMean: array<f32>;      // [channels]
@group(0) @binding(1) var<storage, read> runningVariance: array<f32>;  // [channels]
@group(0) @binding(2) var<storage, read> gamma: array<f32>;            // [channels]
@group(0) @binding(3) var<storage, read> beta: array<f32>;             // [channels]
@group(0) @binding(4) var<storage, read_write> map: array<f32>;        // [5, channels]: scale, shift, mean, variance, gamma
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let c = id.x;
  if (c >= params.channels) { return; }
  let factor = gamma[c] * params.gain / sqrt(runningVariance[c] + params.epsilon);
  map[c] = factor;
  map[params.channels + c] = fma(-factor, runningMean[c], beta[c]);
  map[2u * params.channels + c] = runningMean[c];
  map[3u * params.channels + c] = runningVariance[c];
  map[4u * params.channels + c] = gamma[c];
}
