// The gradient of sampler-windows: each potential of a window gets that of the window's slice, and where AWARE so does the spike that
// closes it, times the sum of the window. `closes`, and so the windows, are constants.
// An invocation owns a pixel and polarity, and goes from the newest bin to the oldest, a window at a time.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override WINDOWED: bool = true;
override AWARE: bool = true;
override DROPOUT: bool = true;
override AVERAGE: bool = false;

struct Params {
  slices: u32,
  rows: u32,   // batch * pixels
  steps: u32,
  batch: u32,
  values: u32, // of a sample in a bin: two per pixel, and padding
}

@group(0) @binding(0) var<storage, read> representationGrad: array<f32>;  // [slices, rows, 4]
@group(0) @binding(1) var<storage, read> potential: array<f32>;           // [steps, batch, values], AWARE only
@group(0) @binding(2) var<storage, read> spikes: array<f32>;              // [steps, batch, values], AWARE only
@group(0) @binding(3) var<storage, read> closes: array<f32>;              // [steps, batch, values], WINDOWED only
@group(0) @binding(4) var<storage, read_write> potentialGrad: array<f32>; // [steps, batch, values]
@group(0) @binding(5) var<storage, read_write> spikesGrad: array<f32>;    // [steps, batch, values]
@group(0) @binding(6) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.batch * params.values) { return; }
  let sample = i / params.values;
  let pixels = params.rows / params.batch;
  let pixel = i % params.values / 2u;
  if (pixel >= pixels) { return; }
  let stride = params.batch * params.values;
  let source = 4u * (sample * pixels + pixel) + i % 2u;
  if (!WINDOWED) {
    let grad = representationGrad[source];
    for (var bin = 0u; bin < params.steps; bin++) {
      potentialGrad[bin * stride + i] = grad;
      spikesGrad[bin * stride + i] = 0.0;
    }
    return;
  }

  var start = params.steps; // 1 + the newest bin of the window
  var k = 0u;
  while (start > 0u) {
    var sum = 0.0;
    var end = start - 1u;
    for (; end > 0u && closes[end * stride + i] <= 0.0; end--) {
      if (AWARE) { sum += potential[end * stride + i]; }
    }
    let last = end * stride + i;
    let shut = closes[last] > 0.0;
    var grad = 0.0;
    if (k < params.slices && (shut || !DROPOUT)) { grad = representationGrad[k * 4u * params.rows + source]; }
    if (AVERAGE) { grad /= f32(start - end); }
    var spikeGrad = 0.0;
    if (AWARE && shut) {
      spikeGrad = grad * (sum + potential[last]);
      grad *= spikes[last];
    }
    spikesGrad[last] = spikeGrad;
    potentialGrad[last] = grad;
    for (var bin = end + 1u; bin < start; bin++) {
      potentialGrad[bin * stride + i] = grad;
      spikesGrad[bin * stride + i] = 0.0;
    }
    k++;
    start = end;
  }
}
