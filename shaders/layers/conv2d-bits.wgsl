// Where an image is not zero, as bits: word w of a line holds pixels 32w to 32w + 31 of one channel.
// An invocation makes a word; threads are consecutive along the channels.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  images: u32,
  values: u32,    // of an image
  height: u32,
  words: u32,     // of a line: ceil(width / 32)
  inputs: u32,    // channels, as stored
  width: u32,
}

@group(0) @binding(0) var<storage, read> input: array<f32>;      // [images, values]: height, width, inputs, and padding
@group(0) @binding(1) var<storage, read_write> bits: array<u32>; // [images, height, words, inputs]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let line = i / (params.words * params.inputs);
  if (line >= params.images * params.height) { return; }
  let first = i / params.inputs % params.words * 32u;
  var at = line / params.height * params.values + (line % params.height * params.width + first) * params.inputs + i % params.inputs;
  var word = 0u;
  for (var x = first; x < min(first + 32u, params.width); x++) {
    word |= select(0u, 1u, input[at] != 0.0) << (x % 32u);
    at += params.inputs;
  }
  bits[i] = word;
}
