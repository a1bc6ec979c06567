// One pixel of an image at each time step: value[t, b, c] = mean of lookupTable[c][byte] over the square of pool x pool pixels number
// order[t], in row-major order; incomplete squares at the edges are left out. Padding is zero. A row of the output is one pixel,
// so one invocation owns it, and neighbors write neighbors.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  batch: u32,
  words: u32,    // of a sample, 4 bytes each
  channels: u32, // at most 4
  steps: u32,
  width: u32,    // of the image, in pixels
  pool: u32,
  share: f32,    // 1 / pool²
}

@group(0) @binding(0) var<storage, read> images: array<u32>;        // [batch, words]
@group(0) @binding(1) var<storage, read> lookupTable: array<f32>;   // [channels, 256]
@group(0) @binding(2) var<storage, read> order: array<u32>;         // [steps]
@group(0) @binding(3) var<storage, read_write> value: array<vec4f>; // [steps, batch, 4]
@group(0) @binding(4) var<uniform> params: Params;

fn meanAt(b: u32, top: u32, left: u32, channel: u32) -> f32 {
  if (channel >= params.channels) { return 0.0; }
  var sum = 0.0;
  for (var y = top; y < top + params.pool; y++) {
    for (var x = left; x < left + params.pool; x++) {
      let at = (y * params.width + x) * params.channels + channel;
      let byte = (images[b * params.words + at / 4u] >> (at % 4u * 8u)) & 255u;
      sum += lookupTable[channel * 256u + byte];
    }
  }
  return sum * params.share;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.steps * params.batch) { return; }
  let b = i % params.batch;
  let square = order[i / params.batch];
  let across = params.width / params.pool;
  let top = square / across * params.pool;
  let left = square % across * params.pool;
  value[i] = vec4f(meanAt(b, top, left, 0u), meanAt(b, top, left, 1u), meanAt(b, top, left, 2u), meanAt(b, top, left, 3u));
}
