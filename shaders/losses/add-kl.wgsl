// divergence[i] = mean of kl over the rows of sample i;  loss[i] = error[i] + weight * divergence[i]
// for this micro-batch, with the weight of lib/kl-weight; and the counter of micro-batches advances.
//#include lib/kl-weight

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,    // of the whole batch
  total: u32,   // samples of the whole batch
  samples: u32, // of a micro-batch
  beta: f32,
  warmUpSteps: f32,
}

@group(0) @binding(0) var<storage, read> clock: array<u32>;            // [1]
@group(0) @binding(1) var<storage, read> kl: array<f32>;               // [rows], one sample's after another's
@group(0) @binding(2) var<storage, read_write> error: array<f32>;      // [total], only read
@group(0) @binding(3) var<storage, read_write> divergence: array<f32>; // [total]
@group(0) @binding(4) var<storage, read_write> loss: array<f32>;       // [total]
@group(0) @binding(5) var<storage, read_write> micro: array<u32>;      // [1]
@group(0) @binding(6) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) thread: u32) {
  let weight = klWeight(params.beta, params.warmUpSteps, clock[0]);
  let first = micro[0] * params.samples;
  let each = params.rows / params.total;
  for (var i = first + thread; i < first + params.samples; i += WORKGROUP) {
    var sum = 0.0;
    for (var n = 0u; n < each; n++) { sum += kl[i * each + n]; }
    divergence[i] = sum / f32(each);
    loss[i] = fma(weight, divergence[i], error[i]);
  }
  storageBarrier();
  workgroupBarrier();
  if (thread == 0u) { micro[0] = micro[0] + 1u; }
}
