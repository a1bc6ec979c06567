// Images of a frame camera as input over time: value[t, b, i] = (byte source(t) * features + i of b, minus the clip's mean) / its standard deviation.
//   standard deviation = sqrt(sum of (byte - mean)^2 / bytes), at least 1: so a constant clip becomes zeros, without a division by zero
// source(t) is that of lib/frame-order, as for events, so that both streams of a sample stay in step in every order; collapsed:
//   value[0, b, i] = the mean of that over t
// Padding is zero. One workgroup owns a clip; its sums are added in a fixed order, so every run has the same bits.
//#include lib/frame-order

override ORDER: u32 = 3u; // recorded, or of lib/frame-order

const THREADS = 256u;

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
@group(0) @binding(2) var<storage, read_write> value: array<vec4f>; // [steps, batch, inputs]
@group(0) @binding(3) var<uniform> params: Params;

var<workgroup> sums: array<f32, 256>;

struct Statistics {
  mean: f32,
  scale: f32, // 1 / standard deviation
}

// Called by all threads together.
fn sumOf(own: f32, thread: u32) -> f32 {
  sums[thread] = own;
  workgroupBarrier();
  for (var reach = THREADS / 2u; reach > 0u; reach /= 2u) {
    if (thread < reach) { sums[thread] += sums[thread + reach]; }
    workgroupBarrier();
  }
  let sum = sums[0];
  workgroupBarrier();
  return sum;
}

fn statisticsOf(b: u32, thread: u32) -> Statistics {
  let bytes = params.frames * params.features;
  let count = f32(bytes);
  var sum = 0.0;
  for (var at = thread; at < params.words; at += THREADS) {
    let word = clips[b * params.words + at];
    for (var k = 0u; k < 4u; k++) {
      if (4u * at + k < bytes) { sum += f32((word >> (8u * k)) & 255u); }
    }
  }
  let mean = sumOf(sum, thread) / count;
  var squares = 0.0;
  for (var at = thread; at < params.words; at += THREADS) {
    let word = clips[b * params.words + at];
    for (var k = 0u; k < 4u; k++) {
      let deviation = f32((word >> (8u * k)) & 255u) - mean;
      if (4u * at + k < bytes) { squares = fma(deviation, deviation, squares); }
    }
  }
  return Statistics(mean, 1.0 / max(1.0, sqrt(sumOf(squares, thread) / count)));
}

// An image may start inside a word.
fn levelAt(b: u32, frame: u32, input: u32, clip: Statistics) -> f32 {
  if (input >= params.features) { return 0.0; }
  let at = frame * params.features + input;
  let byte = (clips[b * params.words + at / 4u] >> (at % 4u * 8u)) & 255u;
  return (f32(byte) - clip.mean) * clip.scale;
}

fn fourAt(b: u32, frame: u32, input: u32, clip: Statistics) -> vec4f {
  return vec4f(
    levelAt(b, frame, input, clip),
    levelAt(b, frame, input + 1u, clip),
    levelAt(b, frame, input + 2u, clip),
    levelAt(b, frame, input + 3u, clip),
  );
}

fn encoded(b: u32, t: u32, input: u32, clip: Statistics) -> vec4f {
  if (ORDER != COLLAPSED) {
    return fourAt(b, sourceOf(ORDER, t, params.frames, params.half, params.seed, params.stream, samples[b]), input, clip);
  }
  var sum = vec4f();
  for (var frame = 0u; frame < params.frames; frame++) { sum += fourAt(b, frame, input, clip); }
  return sum / f32(params.frames);
}

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let b = group.x;
  let clip = statisticsOf(b, thread);
  let width = params.inputs / 4u;
  for (var i = thread; i < params.steps * width; i += THREADS) {
    let t = i / width;
    value[(t * params.batch + b) * width + i % width] = encoded(b, t, i % width * 4u, clip);
  }
}
