// Spikes of an encoder as bits: a word = 32 inputs of a row.
//#include lib/encode
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  batch: u32,
  words: u32,    // of an image, 4 inputs each
  rows: u32,     // steps * batch
  rowWords: u32, // of a row of bits, 32 inputs each
  steps: u32,
  rate16: u32,   // rate * 65536
  seed: u32,
  stream: u32,
}

@group(0) @binding(0) var<storage, read> images: array<u32>;     // [batch, words]
@group(0) @binding(1) var<storage, read> samples: array<u32>;    // [batch]
@group(0) @binding(2) var<storage, read> clock: array<u32>;      // [1]
@group(0) @binding(3) var<storage, read_write> bits: array<u32>; // [rows, rowWords]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let row = i / params.rowWords;
  if (row >= params.rows) { return; }
  let key = randomKey(params.seed, params.stream, clock[0]);
  let b = row % params.batch;
  let first = (i % params.rowWords) * 8u;
  var m = 0u;
  for (var w = 0u; w < min(8u, params.words - first); w++) {
    let four = spikesAt(images[b * params.words + first + w], samples[b], row / params.batch, params.steps, first + w, params.words, params.rate16, key);
    let s = four << vec4u(0u, 1u, 2u, 3u);
    m |= (s.x | s.y | s.z | s.w) << (w * 4u);
  }
  bits[i] = m;
}
