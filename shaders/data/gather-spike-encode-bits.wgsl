// Spikes of an encoder as bits, from a stream of one shard: gather and spike-encode-bits in one dispatch, with their bits.
//#include lib/batch-order
//#include lib/spike-tile

struct Params {
  shard: u32,       // samples of this shard
  words: u32,       // of an image, 4 inputs each
  secondShard: u32,
  secondWords: u32,
  rows: u32,        // steps * size
  rowWords: u32,    // of a row of bits, 32 inputs each
  inputWords: u32,  // of 32 rows
  inputs: u32,      // 4 * words
  secondSize: u32,
  size: u32,        // samples of the batch
  count: u32,       // samples of the data set
  half: u32,        // half the bits of a Feistel word
  total: u32,       // samples of a training step
  each: u32,        // rows of a sample
  seed: u32,
  order: u32,       // number of the random stream of the order
  padding: u32,
  secondPadding: u32,
  steps: u32,
  rate16: u32,      // rate * 65536
  drawSeed: u32,
  drawStream: u32,
}

@group(0) @binding(0) var<storage, read> stream: array<u32>;            // [shard, words]
@group(0) @binding(1) var<storage, read> second: array<u32>;            // [secondShard, secondWords], SECOND only
@group(0) @binding(2) var<storage, read> clock: array<u32>;             // [1]
@group(0) @binding(3) var<storage, read> micro: array<u32>;             // [1]
@group(0) @binding(4) var<storage, read_write> byRow: array<u32>;       // [rows, rowWords]
@group(0) @binding(5) var<storage, read_write> byInput: array<vec4u>;   // [inputWords, inputs / 4]
@group(0) @binding(6) var<storage, read_write> secondBatch: array<u32>; // [size, secondWords], SECOND only
@group(0) @binding(7) var<storage, read_write> samples: array<u32>;     // [size]
@group(0) @binding(8) var<uniform> params: Params;

fn pixelsOf(b: u32, sample: u32, word: u32) -> u32 {
  if (sample >= params.count) { return params.padding; }
  return stream[sample * params.words + word];
}
fn drawKey() -> u32 { return randomKey(params.drawSeed, params.drawStream, clock[0]); }

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let own = (group.y * groups.x + group.x) * 64u + thread;
  let all = groups.x * groups.y * 64u;
  for (var b = own; b < params.size; b += all) { samples[b] = sampleOf(b); }
  for (var i = own; i < params.size * params.secondWords; i += all) { gatherSecond(i); }
  writeTile(group, thread);
}
