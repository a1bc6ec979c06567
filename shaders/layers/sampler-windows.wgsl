// The windows of each pixel and polarity, from the newest bin to the oldest: what accumulates until a spike is a slice.
//   representation[k] = the sum of the potentials of window k: times the spike that closes it where AWARE; over its bins where AVERAGE
// Windows beyond the slices are discarded, missing ones are zero. What accumulates after the last spike, if a slice is left for it, is the
// residual, which is discarded where DROPOUT. A window closes where `closes` is positive: at spikes, or with smooth ones at values that do
// not depend on the weights. Not WINDOWED, the one slice is the sum over all bins. An invocation owns a pixel and polarity; columns 2 and 3 are padding.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override WINDOWED: bool = true;
override AWARE: bool = true;
override DROPOUT: bool = true;
override AVERAGE: bool = false;

struct Params {
  steps: u32,
  batch: u32,
  values: u32,      // of a sample in a bin: two per pixel, and padding
  slices: u32,
  rows: u32,        // batch * pixels
  countRows: u32,
  countValues: u32,
}

@group(0) @binding(0) var<storage, read> potential: array<f32>;            // [steps, batch, values]
@group(0) @binding(1) var<storage, read> spikes: array<f32>;               // [steps, batch, values], AWARE only
@group(0) @binding(2) var<storage, read> closes: array<f32>;               // [steps, batch, values], WINDOWED only
@group(0) @binding(3) var<storage, read_write> representation: array<f32>; // [slices, rows, 4]
@group(0) @binding(4) var<storage, read_write> counts: array<u32>;         // [countRows, countValues]: windows that are output, WINDOWED only
@group(0) @binding(5) var<storage, read_write> closed: array<u32>;         // as counts: 1 + the bin in which the last of them closed, or 0
@group(0) @binding(6) var<storage, read_write> residual: array<f32>;       // as counts
@group(0) @binding(7) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.batch * params.values) { return; }
  let sample = i / params.values;
  let pixels = params.rows / params.batch;
  let pixel = i % params.values / 2u;
  if (pixel >= pixels) { return; }
  let stride = params.batch * params.values;
  let slice = 4u * params.rows;
  var to = 4u * (sample * pixels + pixel) + i % 2u;
  var sum = 0.0;
  var length = 0.0;
  var count = 0u;
  var last = 0u;
  for (var bin = params.steps; bin > 0u && count < params.slices; bin--) {
    let at = (bin - 1u) * stride + i;
    sum += potential[at];
    length += 1.0;
    if (WINDOWED) {
      if (closes[at] > 0.0) {
        if (AWARE) { sum *= spikes[at]; }
        if (AVERAGE) { sum /= length; }
        representation[to] = sum;
        representation[to + 2u] = 0.0;
        to += slice;
        count++;
        last = bin;
        sum = 0.0;
        length = 0.0;
      }
    }
  }
  if (AVERAGE && length > 0.0) { sum /= length; }
  var rest = sum;
  if (WINDOWED) {
    counts[i] = count;
    closed[i] = last;
    residual[i] = sum;
    if (DROPOUT) { rest = 0.0; }
  }
  for (var k = count; k < params.slices; k++) {
    representation[to] = rest;
    representation[to + 2u] = 0.0;
    rest = 0.0;
    to += slice;
  }
}
