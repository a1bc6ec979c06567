// partial[split, 0] = sum over steps and some pixels of currentGrad * kept * leak * (1 - leak): the gradient of the one learned leak of a
// sampler without gates, leak = sigmoid(logit), kept the potential after the reset in the bin processed before. Other columns are zero.
// A workgroup owns a split: each of 64 threads adds its pixels, then a tree. The shape decides the splits.
//#include lib/sampler
//#include lib/thread-sum

struct Params {
  steps: u32,
  batch: u32,
  values: u32, // of a sample in a bin: two per pixel, and padding
  pixels: u32,
  splits: u32,
  rowsPerSplit: u32,
  threshold: f32,
  resetTo: f32,
  alpha: f32,
}

@group(0) @binding(0) var<storage, read> potential: array<vec2f>;     // [steps, batch, values / 2]
@group(0) @binding(1) var<storage, read> driveGrad: array<vec4f>;     // [steps, batch, pixels, 4]
@group(0) @binding(2) var<storage, read> logit: array<vec4f>;         // [4]
@group(0) @binding(3) var<storage, read_write> partial: array<vec4f>; // [splits, 4]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let rows = params.batch * params.pixels;
  let end = min((group.x + 1u) * params.rowsPerSplit, rows);
  let stride = params.batch * (params.values / 2u);
  var sum = vec2f();
  for (var row = group.x * params.rowsPerSplit + thread; row < end; row += THREADS) {
    let at = row / params.pixels * (params.values / 2u) + row % params.pixels;
    for (var bin = 0u; bin + 1u < params.steps; bin++) {
      let before = potential[(bin + 1u) * stride + at];
      let kept = samplerKept(before, samplerSpike(before - params.threshold, params.alpha), params.resetTo);
      sum = fma(driveGrad[bin * rows + row].xy, kept, sum);
    }
  }
  let total = sumOfThreads(sum.x + sum.y, thread);
  let leak = samplerLeak(logit[0].xx).x;
  if (thread == 0u) { partial[group.x] = vec4f(total * leak * (1.0 - leak), 0.0, 0.0, 0.0); }
}
