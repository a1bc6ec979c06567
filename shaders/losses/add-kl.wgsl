// loss[i] = error[i] + weight * kl[i] for this micro-batch, with the weight of lib/kl-weight; and the counter of micro-batches moves on.
//#include lib/kl-weight

override WORKGROUP: u32 = 64u;

struct Params {
  total: u32,
  rows: u32,  // of a micro-batch
  beta: f32,
  warmUpSteps: f32,
}

@group(0) @binding(0) var<storage, read> clock: array<u32>;       // [1]
@group(0) @binding(1) var<storage, read_write> error: array<f32>; // [total], read alone
@group(0) @binding(2) var<storage, read_write> kl: array<f32>;    // [total], read alone
@group(0) @binding(3) var<storage, read_write> loss: array<f32>;  // [total]
@group(0) @binding(4) var<storage, read_write> micro: array<u32>; // [1]
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) thread: u32) {
  let weight = klWeight(params.beta, params.warmUpSteps, clock[0]);
  let first = micro[0] * params.rows;
  for (var i = first + thread; i < first + params.rows; i += WORKGROUP) { loss[i] = fma(weight, kl[i], error[i]); }
  storageBarrier();
  workgroupBarrier();
  if (thread == 0u) { micro[0] = micro[0] + 1u; }
}
