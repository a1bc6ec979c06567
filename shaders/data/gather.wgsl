// A batch of one stream from one shard of a data set, and the sample indices, for the samples in the shard.
//   PERMUTED:   position p = clock * total + (micro * batch + b) / each of an endless sequence of epochs, each in a different order;
//               `each` consecutive rows have the same sample
//   IN_ORDER:   the same sequence of epochs, each in the order of the set
//   SEQUENTIAL: position cursor * batch + b; past the end there is padding, whose words are `padding`
// SECOND: the same samples of a second stream, which has one shard.
// The order is a keyed permutation computed here. Padding is written by the first shard. One invocation owns one word.
//#include lib/random
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override SEQUENTIAL: bool = false;
override IN_ORDER: bool = false;
override SECOND: bool = false;

struct Params {
  shard: u32,       // samples of this shard
  words: u32,       // of one sample of the stream, 4 bytes each
  secondShard: u32,
  secondWords: u32,
  size: u32,        // samples of the batch
  secondSize: u32,
  first: u32,       // index of the shard's first sample
  count: u32,       // samples of the data set
  half: u32,        // half the bits of a Feistel word
  total: u32,       // samples of a training step
  each: u32,        // rows of a sample
  seed: u32,
  order: u32,       // number of the random stream
  padding: u32,
  secondPadding: u32,
}

@group(0) @binding(0) var<storage, read> stream: array<u32>;            // [shard, words]
@group(0) @binding(1) var<storage, read> second: array<u32>;            // [secondShard, secondWords], SECOND only
@group(0) @binding(2) var<storage, read> clock: array<u32>;             // [1]; the cursor where SEQUENTIAL
@group(0) @binding(3) var<storage, read> micro: array<u32>;             // [1]
@group(0) @binding(4) var<storage, read_write> batch: array<u32>;       // [size, words]
@group(0) @binding(5) var<storage, read_write> secondBatch: array<u32>; // [size, secondWords], SECOND only
@group(0) @binding(6) var<storage, read_write> samples: array<u32>;     // [size]
@group(0) @binding(7) var<uniform> params: Params;

// The index of a row's sample; from params.count on there is none.
fn sampleOf(b: u32) -> u32 {
  if (SEQUENTIAL) { return clock[0] * params.size + b; }
  let place = clock[0] * params.total + (micro[0] * params.size + b) / params.each;
  if (IN_ORDER) { return place % params.count; }
  return permute(place % params.count, params.count, params.half, randomKey(params.seed, params.order, place / params.count));
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  var i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.size * params.words) {
    i -= params.size * params.words;
    if (!SECOND || i >= params.size * params.secondWords) { return; }
    let sample = sampleOf(i / params.secondWords);
    var word = params.secondPadding;
    if (sample < params.count) { word = second[sample * params.secondWords + i % params.secondWords]; }
    secondBatch[i] = word;
    return;
  }
  let b = i / params.words;
  let word = i % params.words;
  let sample = sampleOf(b);
  if (sample >= params.count) {
    if (params.first == 0u) {
      batch[i] = params.padding;
      if (word == 0u) { samples[b] = sample; }
    }
    return;
  }
  if (sample < params.first || sample >= params.first + params.shard) { return; }
  batch[i] = stream[(sample - params.first) * params.words + word];
  if (word == 0u) { samples[b] = sample; }
}
