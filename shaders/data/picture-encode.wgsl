// Images of a frame camera as input over time: value[t, b, i] = (byte source(t) * features + i of b, minus the clip's mean) / its standard deviation.
// source(t) is that of lib/frame-order, as for events, so that both streams of a sample stay in step in every order; collapsed:
//   value[0, b, i] = the mean of that over t
// Padding is zero. One invocation owns four inputs of a row.
//#include lib/frame-order
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override ORDER: u32 = 3u; // recorded, or of lib/frame-order

struct Params {
  batch: u32,
  words: u32,    // of a clip, 4 bytes each
  steps: u32,    // 1 where frames are collapsed
  inputs: u32,   // a multiple of 4
  features: u32, // of the inputs, without padding: the bytes of an image
  frames: u32,
  half: u32,     // half the bits of a frame index, for the permutation
  seed: u32,
  stream: u32,
}

@group(0) @binding(0) var<storage, read> clips: array<u32>;         // [batch, words]
@group(0) @binding(1) var<storage, read> samples: array<u32>;       // [batch]
@group(0) @binding(2) var<storage, read> statistics: array<f32>;    // [batch, 2]: mean, 1 / deviation
@group(0) @binding(3) var<storage, read_write> value: array<vec4f>; // [steps, batch, inputs]
@group(0) @binding(4) var<uniform> params: Params;

// An image may start inside a word.
fn levelAt(b: u32, frame: u32, input: u32) -> f32 {
  if (input >= params.features) { return 0.0; }
  let at = frame * params.features + input;
  let byte = (clips[b * params.words + at / 4u] >> (at % 4u * 8u)) & 255u;
  return (f32(byte) - statistics[2u * b]) * statistics[2u * b + 1u];
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
    value[i] = sum / f32(params.frames);
    return;
  }
  value[i] = fourAt(b, sourceOf(ORDER, t, params.frames, params.half, params.seed, params.stream, samples[b]), input);
}
