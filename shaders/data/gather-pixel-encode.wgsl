// A batch of images pixel by pixel, from a stream of one shard: gather and pixel-encode in one dispatch, with their bits.
// One invocation owns a pixel at a time step, or one word of the second stream.
//#include lib/batch-order
//#include lib/dispatch
//#include lib/pixels

override WORKGROUP: u32 = 64u;

struct Params {
  shard: u32,       // samples of this shard
  words: u32,       // of one sample of the stream, 4 bytes each
  secondShard: u32,
  secondWords: u32,
  channels: u32,    // at most 4
  steps: u32,
  size: u32,        // samples of the batch
  secondSize: u32,
  count: u32,       // samples of the data set
  half: u32,        // half the bits of a Feistel word
  total: u32,       // samples of a training step
  each: u32,        // rows of a sample
  seed: u32,
  order: u32,       // number of the random stream
  padding: u32,
  secondPadding: u32,
  width: u32,       // of the image, in pixels
  pool: u32,
  share: f32,       // 1 / pool²
}

@group(0) @binding(0) var<storage, read> stream: array<u32>;            // [shard, words]
@group(0) @binding(1) var<storage, read> second: array<u32>;            // [secondShard, secondWords], SECOND only
@group(0) @binding(2) var<storage, read> clock: array<u32>;             // [1]; the cursor where SEQUENTIAL
@group(0) @binding(3) var<storage, read> micro: array<u32>;             // [1]
@group(0) @binding(4) var<storage, read> lookupTable: array<f32>;       // [channels, 256]
@group(0) @binding(5) var<storage, read> order: array<u32>;             // [steps]
@group(0) @binding(6) var<storage, read_write> value: array<vec4f>;     // [steps, size, 4]
@group(0) @binding(7) var<storage, read_write> secondBatch: array<u32>; // [size, secondWords], SECOND only
@group(0) @binding(8) var<uniform> params: Params;

// Of a sample of the set; past its end there is padding.
fn imageWord(sample: u32, word: u32) -> u32 {
  if (sample >= params.count) { return params.padding; }
  return stream[sample * params.words + word];
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.steps * params.size) {
    gatherSecond(i - params.steps * params.size);
    return;
  }
  value[i] = pixelAt(sampleOf(i % params.size), i / params.size);
}
