// Frames of a sample in another order than recorded: value[t, b, i] = lookupTable[byte source(t) * features + i of b],
// with source(t) of lib/frame-order; collapsed:
//   value[0, b, i] = (sum over t, in their order, of lookupTable[byte t * features + i of b]) * share
// Frames in recorded order are encoded by row-encode. Padding is zero. One invocation owns four inputs of a row.
//#include lib/frame-order
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override ORDER: u32 = 0u; // of lib/frame-order: reversed

struct Params {
  batch: u32,
  words: u32,    // of a sample, 4 bytes each
  steps: u32,    // 1 where frames are collapsed
  inputs: u32,   // a multiple of 4
  features: u32, // of the inputs, without padding: the bytes of a frame
  frames: u32,
  half: u32,     // half the bits of a frame index, for the permutation
  seed: u32,
  stream: u32,
  share: f32,    // 1 / frames
}

@group(0) @binding(0) var<storage, read> images: array<u32>;        // [batch, words]
@group(0) @binding(1) var<storage, read> samples: array<u32>;       // [batch]
@group(0) @binding(2) var<storage, read> lookupTable: array<f32>;   // [1, 256]
@group(0) @binding(3) var<storage, read_write> value: array<vec4f>; // [steps, batch, inputs]
@group(0) @binding(4) var<uniform> params: Params;

// A frame may start inside a word.
fn levelAt(b: u32, frame: u32, input: u32) -> f32 {
  if (input >= params.features) { return 0.0; }
  let at = frame * params.features + input;
  return lookupTable[(images[b * params.words + at / 4u] >> (at % 4u * 8u)) & 255u];
}

fn fourAt(b: u32, frame: u32, input: u32) -> vec4f {
  return vec4f(
    levelAt(b, frame, input),
    levelAt(b, frame, input + 1u),
    levelAt(b, frame, input + 2u),
    levelAt(b, frame, input + 3u),
  );
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
  if (ORDER == COLLAPSED) {
    var sum = vec4f();
    for (var frame = 0u; frame < params.frames; frame++) { sum += fourAt(b, frame, input); }
    value[i] = sum * params.share;
    return;
  }
  value[i] = fourAt(b, sourceOf(ORDER, t, params.frames, params.half, params.seed, params.stream, samples[b]), input);
}
