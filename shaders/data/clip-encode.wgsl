// A movie as input over time: a step receives a window of frames, that of its own bin and those before it.
//   value[t, b, k] = stimulus[b, (start + t) * pixels + k], k over the window's pixels, oldest frame first
// CHANNELS: frames are channels of an image instead, value[t, b, pixel * stored + frame]. If there are fewer clips than rows, rows share
// them. Past the end of a clip there is 0. One invocation owns one value.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override CHANNELS: bool = false;

struct Params {
  clips: u32,
  words: u32, // of a clip
  steps: u32,
  batch: u32,
  inputs: u32, // of a row, with padding
  pixels: u32, // of a frame
  window: u32, // in frames
  stored: u32, // CHANNELS: values stored for each pixel
}

@group(0) @binding(0) var<storage, read> stimulus: array<u32>;     // [clips, words], f32 as bits
@group(0) @binding(1) var<storage, read> start: array<u32>;        // [1]: the bin of the first step
@group(0) @binding(2) var<storage, read_write> value: array<u32>;  // [steps, batch, inputs]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let row = i / params.inputs;
  if (row >= params.steps * params.batch) { return; }
  let k = i % params.inputs;
  var pixel = k % params.pixels;
  var frame = k / params.pixels;
  if (CHANNELS) {
    pixel = k / params.stored;
    frame = k % params.stored;
  }
  let t = start[0] + row / params.batch;
  let at = (t + frame) * params.pixels + pixel;
  let clip = row % params.batch % params.clips;
  value[i] = select(0u, stimulus[clip * params.words + at], frame < params.window && pixel < params.pixels && at < params.words);
}
