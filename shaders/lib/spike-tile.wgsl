// Spikes of an encoder as bits in both layouts:
//   byRow:   word w of a row holds inputs 32w to 32w + 31        byInput: word w of an input holds rows 32w to 32w + 31
// A workgroup of 64 owns 32 rows by 64 inputs: each thread draws a word of a row, and then gathers one input's bits of all the rows.
// The including shader has the outputs and the parameters rows, rowWords, inputs, size, words, steps and rate16, and says which sample a
// row of the batch has (sampleOf), its pixels (pixelsOf) and the key of the draws (drawKey).
//#include lib/encode

var<workgroup> tile: array<u32, 64>; // [32 rows, 2 words]

// A word of a row, which is one sample at one time step.
fn spikesOf(row: u32, rowWord: u32) -> u32 {
  let b = row % params.size;
  let sample = sampleOf(b);
  let key = drawKey();
  let first = rowWord * 8u;
  var m = 0u;
  for (var w = 0u; w < min(8u, params.words - first); w++) {
    let pixels = pixelsOf(b, sample, first + w);
    let four = spikesAt(pixels, sample, row / params.size, params.steps, first + w, params.words, params.rate16, key);
    let s = four << vec4u(0u, 1u, 2u, 3u);
    m |= (s.x | s.y | s.z | s.w) << (w * 4u);
  }
  return m;
}

fn writeTile(group: vec3u, thread: u32) {
  let row = group.y * 32u + thread / 2u;
  let rowWord = group.x * 2u + thread % 2u;
  var own = 0u;
  if (row < params.rows && rowWord < params.rowWords) {
    own = spikesOf(row, rowWord);
    byRow[row * params.rowWords + rowWord] = own;
  }
  tile[thread] = own;
  workgroupBarrier();

  let input = group.x * 64u + thread;
  if (input >= params.inputs) { return; }
  var m = 0u;
  for (var at = thread / 32u; at < 64u; at += 2u) { m |= ((tile[at] >> (thread % 32u)) & 1u) << (at / 2u); }
  byInput[group.y * params.inputs + input] = m;
}
