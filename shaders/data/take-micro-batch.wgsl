// The rows of a micro-batch out of a whole batch that was gathered at once: row b is row micro * size + b, and so is its sample's number.
// SECOND: of two streams at once. One invocation owns one word.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override SECOND: bool = false;

struct Params {
  total: u32,       // samples of the whole batch
  words: u32,       // of one sample of the stream, 4 bytes each
  secondTotal: u32,
  secondWords: u32,
  size: u32,        // samples of the micro-batch
  secondSize: u32,
}

@group(0) @binding(0) var<storage, read> whole: array<u32>;             // [total, words]
@group(0) @binding(1) var<storage, read> second: array<u32>;            // [total, secondWords], SECOND only
@group(0) @binding(2) var<storage, read> numbers: array<u32>;           // [total]
@group(0) @binding(3) var<storage, read> micro: array<u32>;             // [1]
@group(0) @binding(4) var<storage, read_write> batch: array<u32>;       // [size, words]
@group(0) @binding(5) var<storage, read_write> secondBatch: array<u32>; // [size, secondWords], SECOND only
@group(0) @binding(6) var<storage, read_write> samples: array<u32>;     // [size]
@group(0) @binding(7) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let words = params.size * params.words;
  let first = micro[0] * params.size;
  if (i < words) {
    batch[i] = whole[first * params.words + i];
    if (i % params.words == 0u) { samples[i / params.words] = numbers[first + i / params.words]; }
  } else if (SECOND && i - words < params.size * params.secondWords) {
    secondBatch[i - words] = second[first * params.secondWords + i - words];
  }
}
