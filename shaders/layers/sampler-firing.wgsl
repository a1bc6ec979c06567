// The firing rate of a sampler: spikes per step and value of a sample,
//   firing[micro * batch + b] = sum over bins and values of spikes[bin, b, value] / (bins * meant)
// One workgroup of 64 threads owns a sample; the order of addition is thread by thread, then a tree.
//#include lib/thread-sum

struct Params {
  bins: u32,
  batch: u32,
  values: u32, // of a step, padded
  total: u32,  // samples of the whole batch
  meant: u32,  // values that are not padding
}

@group(0) @binding(0) var<storage, read> spikes: array<f32>;       // [bins, batch, values]
@group(0) @binding(1) var<storage, read> micro: array<u32>;        // [1]
@group(0) @binding(2) var<storage, read_write> firing: array<f32>; // [total]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let b = group.x;
  var sum = 0.0;
  for (var bin = 0u; bin < params.bins; bin++) {
    let row = (bin * params.batch + b) * params.values;
    for (var i = thread; i < params.meant; i += THREADS) { sum += spikes[row + i]; }
  }
  let total = sumOfThreads(sum, thread);
  if (thread == 0u) { firing[micro[0] * params.batch + b] = total / f32(params.bins * params.meant); }
}
