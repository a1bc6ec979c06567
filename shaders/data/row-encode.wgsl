// A row of an image, or a step of a sequence, at each time step: value[t, b, i] = lookupTable[i % channels][byte t * features + i of b].
// The table is computed on the host, so every adapter has the same bits. Padding is zero. One invocation owns four inputs of a row.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  batch: u32,
  words: u32,    // of a sample, 4 bytes each
  channels: u32,
  steps: u32,
  inputs: u32,   // a multiple of 4
  features: u32, // of the inputs, without padding: the bytes of a row
}

@group(0) @binding(0) var<storage, read> images: array<u32>;        // [batch, words]
@group(0) @binding(1) var<storage, read> lookupTable: array<f32>;   // [channels, 256]
@group(0) @binding(2) var<storage, read_write> value: array<vec4f>; // [steps, batch, inputs]
@group(0) @binding(3) var<uniform> params: Params;

// A row may start inside a word.
fn levelAt(b: u32, t: u32, input: u32) -> f32 {
  if (input >= params.features) { return 0.0; }
  let at = t * params.features + input;
  let byte = (images[b * params.words + at / 4u] >> (at % 4u * 8u)) & 255u;
  return lookupTable[input % params.channels * 256u + byte];
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.inputs / 4u;
  let row = i / width;
  if (row >= params.steps * params.batch) { return; }
  let b = row % params.batch;
  let t = row / params.batch;
  let input = i % width * 4u;
  value[i] = vec4f(levelAt(b, t, input), levelAt(b, t, input + 1u), levelAt(b, t, input + 2u), levelAt(b, t, input + 3u));
}
