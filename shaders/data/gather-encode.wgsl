// A batch of images with direct encoding, from a stream of one shard: gather and direct-encode in one dispatch, with their bits.
// One invocation owns four pixels, or one word of the second stream.
//#include lib/batch-order
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  shard: u32,       // samples of this shard
  words: u32,       // of one sample of the stream, 4 bytes each
  secondShard: u32,
  secondWords: u32,
  size: u32,        // samples of the batch
  inputs: u32,      // 4 * words
  secondSize: u32,
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
@group(0) @binding(4) var<storage, read_write> value: array<vec4f>;     // [1, size, inputs]
@group(0) @binding(5) var<storage, read_write> secondBatch: array<u32>; // [size, secondWords], SECOND only
@group(0) @binding(6) var<storage, read_write> samples: array<u32>;     // [size]
@group(0) @binding(7) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.size * params.words) {
    gatherSecond(i - params.size * params.words);
    return;
  }
  let b = i / params.words;
  let word = i % params.words;
  let sample = sampleOf(b);
  var pixels = params.padding;
  if (sample < params.count) { pixels = stream[sample * params.words + word]; }
  value[i] = unpack4x8unorm(pixels);
  if (word == 0u) { samples[b] = sample; }
}
