// Spikes of an encoder as bits, from the images of a batch.
//#include lib/spike-tile

struct Params {
  size: u32,       // samples of the batch
  words: u32,      // of an image, 4 inputs each
  rows: u32,       // steps * size
  rowWords: u32,   // of a row of bits, 32 inputs each
  inputWords: u32, // of 32 rows
  inputs: u32,     // 4 * words
  steps: u32,
  rate16: u32,     // rate * 65536
  seed: u32,
  stream: u32,
}

@group(0) @binding(0) var<storage, read> images: array<u32>;          // [size, words]
@group(0) @binding(1) var<storage, read> samples: array<u32>;         // [size]
@group(0) @binding(2) var<storage, read> clock: array<u32>;           // [1]
@group(0) @binding(3) var<storage, read_write> byRow: array<u32>;     // [rows, rowWords]
@group(0) @binding(4) var<storage, read_write> byInput: array<vec4u>; // [inputWords, inputs / 4]
@group(0) @binding(5) var<uniform> params: Params;

fn sampleOf(b: u32) -> u32 { return samples[b]; }
fn pixelsOf(b: u32, sample: u32, word: u32) -> u32 { return images[b * params.words + word]; }
fn drawKey() -> u32 { return randomKey(params.seed, params.stream, clock[0]); }

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  writeTile(group, thread);
}
