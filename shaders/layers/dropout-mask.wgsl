// One dropout mask for a whole sequence:  mask[b, n] = 0 with probability `rate`, else 1 / (1 - rate).
// Drawn from (seed, stream, clock) and the index in the whole batch, so that micro-batches draw different neurons.
//#include lib/random
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  batch: u32,
  neurons: u32,
  seed: u32,
  stream: u32,
  rate: f32,
}

@group(0) @binding(0) var<storage, read> clock: array<u32>;       // [1]
@group(0) @binding(1) var<storage, read> micro: array<u32>;       // [1]
@group(0) @binding(2) var<storage, read_write> mask: array<f32>;  // [batch, neurons]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let count = params.batch * params.neurons;
  if (i >= count) { return; }
  let key = randomKey(params.seed, params.stream, clock[0]);
  let draw = randomUniform(key, micro[0] * count + i);
  mask[i] = select(1.0 / (1.0 - params.rate), 0.0, draw < params.rate);
}
