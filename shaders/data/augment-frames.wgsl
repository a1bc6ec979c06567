// Augmented frames of events: bytes in, bytes out, [steps, height, width, polarities].
//   source[t, y, x] = in[t, (y + down) mod height, ((flipped ? width - 1 - x : x) + right) mod width],   down, right in -roll..roll
//   out = 0 for `dropSteps` steps in a row from a random one on;  else each event of the source's count is kept independently, with
//   probability 1 - drop16 / 65536: a count is a sum of events, so this equals dropping events of the recording
// Shifts and steps depend on (key, sample) alone, draws of events on the byte as well. One invocation owns a word, four bytes.
//#include lib/random
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  batch: u32,
  words: u32, // of a sample, 4 bytes each
  steps: u32,
  height: u32,
  width: u32,
  polarities: u32,
  flip: u32,
  roll: u32,      // pixels; less than a side, or multiples of the side are added first
  dropSteps: u32, // less than steps
  drop16: u32,    // in 1/65536
  seed: u32,
  stream: u32,
}

@group(0) @binding(0) var<storage, read> images: array<u32>;          // [batch, words]
@group(0) @binding(1) var<storage, read> samples: array<u32>;         // [batch]
@group(0) @binding(2) var<storage, read> clock: array<u32>;           // [1]
@group(0) @binding(3) var<storage, read_write> augmented: array<u32>; // [batch, words]
@group(0) @binding(4) var<uniform> params: Params;

// 0..count-1, for count up to 65536.
fn draw(key: u32, index: u32, count: u32) -> u32 {
  return ((randomBits(key, index) >> 16u) * count) >> 16u;
}

// How many of `count` events are kept. Two draws share a word, the even ones its low half.
fn thinned(count: u32, key: u32) -> u32 {
  var stay = 0u;
  for (var event = 0u; event < count; event++) {
    let word = randomBits(key, event >> 1u);
    stay += select(0u, 1u, select(word & 0xffffu, word >> 16u, (event & 1u) == 1u) >= params.drop16);
  }
  return stay;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.batch * params.words) { return; }
  let b = i / params.words;
  let key = samples[b] * 0x85ebca6bu + randomKey(params.seed, params.stream, clock[0]);
  // Multiples of the sides are added, so that no difference is negative.
  let down = draw(key, 0u, 2u * params.roll + 1u) + params.height * params.roll - params.roll;
  let right = draw(key, 1u, 2u * params.roll + 1u) + params.width * params.roll - params.roll;
  let flipped = params.flip == 1u && draw(key, 2u, 2u) == 1u;
  let gone = draw(key, 3u, params.steps - params.dropSteps + 1u);
  var word = 0u;
  for (var thread = 0u; thread < 4u; thread++) {
    let at = (i % params.words) * 4u + thread;
    let pixel = at / params.polarities;
    let x = pixel % params.width;
    let y = (pixel / params.width) % params.height;
    let t = pixel / (params.width * params.height);
    if (t >= params.steps) { break; }
    if (t >= gone && t < gone + params.dropSteps) { continue; }
    let fromY = (y + down) % params.height;
    let fromX = (select(x, params.width - 1u - x, flipped) + right) % params.width;
    let byte = ((t * params.height + fromY) * params.width + fromX) * params.polarities + at % params.polarities;
    let count = (images[b * params.words + byte / 4u] >> (byte % 4u * 8u)) & 255u;
    word |= thinned(count, randomBits(key, 4u + at)) << (thread * 8u);
  }
  augmented[i] = word;
}
