// Spikes of an encoder as bits: one bit an input of a row. Drawing them twice, once for each layout, is cheaper than
// turning a bit matrix.
// ACROSS_ROWS = false: a word = 32 inputs of a row (for forward lists).  true: a word = 32 rows of an input (for weight gradients).
//#include lib/encode
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override ACROSS_ROWS: bool = false;

struct Params {
  batch: u32,
  words: u32,    // of an image, 4 inputs each
  bitWords: u32, // words of `bits`
  steps: u32,
  rate16: u32,   // rate * 65536
  seed: u32,
  stream: u32,
}

@group(0) @binding(0) var<storage, read> images: array<u32>;        // [batch, words]
@group(0) @binding(1) var<storage, read> samples: array<u32>;       // [batch]
@group(0) @binding(2) var<storage, read> clock: array<u32>;         // [1]
@group(0) @binding(3) var<storage, read_write> bits: array<u32>;    // [bitWords]: [rows, inputs / 32] or [rows / 32, inputs]
@group(0) @binding(4) var<uniform> params: Params;

fn spikesOf(row: u32, word: u32, key: u32) -> vec4u {
  let b = row % params.batch;
  return spikesAt(images[b * params.words + word], samples[b], row / params.batch, params.steps, word, params.words, params.rate16, key);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let rows = params.steps * params.batch;
  let key = randomKey(params.seed, params.stream, clock[0]);
  if (ACROSS_ROWS) {
    let word = i % params.words;
    let first = (i / params.words) * 32u;
    if (first >= rows) { return; }
    var m = vec4u();
    for (var r = 0u; r < min(32u, rows - first); r++) { m |= spikesOf(first + r, word, key) << vec4u(r); }
    let to = (i / params.words) * params.words * 4u + word * 4u;
    bits[to] = m.x;
    bits[to + 1u] = m.y;
    bits[to + 2u] = m.z;
    bits[to + 3u] = m.w;
  } else {
    let rowWords = (params.words + 7u) / 8u;
    let row = i / rowWords;
    if (row >= rows) { return; }
    let first = (i % rowWords) * 8u;
    var m = 0u;
    for (var w = 0u; w < min(8u, params.words - first); w++) {
      let s = spikesOf(row, first + w, key) << vec4u(0u, 1u, 2u, 3u);
      m |= (s.x | s.y | s.z | s.w) << (w * 4u);
    }
    bits[i] = m;
  }
}
