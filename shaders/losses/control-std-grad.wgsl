// Adds to the gradient of each log standard deviation the sum of its terms over time steps and rows. A workgroup of 64 threads, always, owns one.
//#include lib/thread-sum

struct Params {
  timeSteps: u32,
  rows: u32,
  columns: u32,
}

@group(0) @binding(0) var<storage, read> stdTerms: array<f32>;         // [timeSteps, rows, columns]
@group(0) @binding(1) var<storage, read_write> logStdGrad: array<f32>; // [columns]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  var own = 0.0;
  for (var i = thread; i < params.timeSteps * params.rows; i += THREADS) { own += stdTerms[i * params.columns + group.x]; }
  let sum = sumOfThreads(own, thread);
  if (thread == 0u) { logStdGrad[group.x] += sum; }
}
