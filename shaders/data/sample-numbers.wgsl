// The indices of a batch of generated samples: sample b of the batch is clock * total + micro * size + b,
// so that none occurs twice. One invocation owns one.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  size: u32,  // samples of the batch
  total: u32, // samples of a training step, or of the batch
}

@group(0) @binding(0) var<storage, read> clock: array<u32>;         // [1]
@group(0) @binding(1) var<storage, read> micro: array<u32>;         // [1]
@group(0) @binding(2) var<storage, read_write> samples: array<u32>; // [size]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let b = flatIndex(id, groups, WORKGROUP);
  if (b >= params.size) { return; }
  samples[b] = clock[0] * params.total + micro[0] * params.size + b;
}
