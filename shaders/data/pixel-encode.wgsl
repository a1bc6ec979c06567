// One pixel of an image at each time step: value[t, b] of lib/pixels. A row of the output is one pixel, so one invocation owns it, and
// neighbors write neighbors.
//#include lib/dispatch
//#include lib/pixels

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

fn imageWord(b: u32, word: u32) -> u32 { return images[b * params.words + word]; }

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.steps * params.batch) { return; }
  value[i] = pixelAt(i % params.batch, i / params.batch);
}
