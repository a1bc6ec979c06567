// A batch of an endless stream of temporal XOR: the samples of src/data/synthetic/sets.ts, drawn where they are read and never stored.
//   number = clock * total + a keyed permutation of 0..total-1 at micro * size + b, another one at every step: a row has no order of classes
//   label = number mod 2;  the first cue is in half (number / 2) mod 2 of the channels, the second in that half XOR label
//   cell = random bits < cueLimit in the half of a cue at its steps, elsewhere < noiseLimit
// One invocation owns a word: 4 cells, one byte each.
//#include lib/random
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  size: u32,  // samples of the batch
  words: u32, // of a sample
  total: u32, // samples of a training step
  half: u32,  // half the bits of a Feistel word
  channels: u32,
  cueSteps: u32,
  delay: u32,
  pause: u32,    // steps of noise at the end
  cueLimit: u32, // probabilities times 2^32
  noiseLimit: u32,
  dataSeed: u32,
  stream: u32, // number of the random stream of samples
  seed: u32,   // of the run
  order: u32,  // number of the random stream of the order
}

@group(0) @binding(0) var<storage, read> clock: array<u32>;         // [1]
@group(0) @binding(1) var<storage, read> micro: array<u32>;         // [1]
@group(0) @binding(2) var<storage, read_write> cells: array<u32>;   // [size, words]
@group(0) @binding(3) var<storage, read_write> labels: array<u32>;  // [size, 1]
@group(0) @binding(4) var<storage, read_write> samples: array<u32>; // [size]
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.size * params.words) { return; }
  let b = i / params.words;
  let word = i % params.words;
  let row = micro[0] * params.size + b;
  let place = permute(row, params.total, params.half, randomKey(params.seed, params.order, clock[0]));
  let number = clock[0] * params.total + place;
  let label = number % 2u;
  let first = (number >> 1u) % 2u;
  let key = randomKey(params.dataSeed, params.stream, number);
  let share = params.channels / 2u;
  let later = params.cueSteps + params.delay;
  var packed = 0u;
  for (var k = 0u; k < 4u; k++) {
    let at = 4u * word + k;
    let step = at / params.channels;
    let channel = at % params.channels;
    if (step >= 2u * later + params.pause) { break; }
    let group = select(first, first ^ label, step >= later);
    let isCue = step < 2u * later && step % later < params.cueSteps && channel >= group * share && channel < (group + 1u) * share;
    let limit = select(params.noiseLimit, params.cueLimit, isCue);
    packed |= select(0u, 1u, randomBits(key, at) < limit) << (8u * k);
  }
  cells[i] = packed;
  if (word == 0u) {
    labels[b] = label;
    samples[b] = number;
  }
}
