// Adds to the gradient of each log of a deviation the sum of its terms over moments and rows. A workgroup of 64 threads, always, owns one.
//#include lib/lane-sum

struct Params {
  moments: u32,
  rows: u32,
  columns: u32,
}

@group(0) @binding(0) var<storage, read> deviationTerms: array<f32>;         // [moments, rows, columns]
@group(0) @binding(1) var<storage, read_write> logDeviationGrad: array<f32>; // [columns]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  var own = 0.0;
  for (var i = thread; i < params.moments * params.rows; i += LANES) { own += deviationTerms[i * params.columns + group.x]; }
  let sum = sumOfLanes(own, thread);
  if (thread == 0u) { logDeviationGrad[group.x] += sum; }
}
