// Spikes of an encoder as bits in both layouts:
//   byRow:   word w of a row holds inputs 32w to 32w + 31        byInput: word w of an input holds rows 32w to 32w + 31
// A workgroup of 64 owns 32 rows by 256 inputs: each thread draws four words of a row, and then gathers the bits of four inputs
// from all rows. The including shader has the outputs and the parameters rows, rowWords, size, words, steps and rate16, and says which sample a
// row of the batch has (sampleOf), its pixels (pixelsOf) and the key of the draws (drawKey).
//#include lib/encode

var<workgroup> tile: array<u32, 256>; // [32 rows, 8 words]

// A word of a row, which is one sample at one time step.
fn spikesOf(b: u32, sample: u32, t: u32, rowWord: u32, key: u32) -> u32 {
  let first = rowWord * 8u;
  var m = 0u;
  for (var w = 0u; w < min(8u, params.words - first); w++) {
    let pixels = pixelsOf(b, sample, first + w);
    let s = spikesAt(pixels, sample, t, params.steps, first + w, params.words, params.rate16, key) << vec4u(0u, 1u, 2u, 3u);
    m |= (s.x | s.y | s.z | s.w) << (w * 4u);
  }
  return m;
}

fn writeTile(group: vec3u, thread: u32) {
  let row = group.y * 32u + thread / 2u;
  let b = row % params.size;
  let sample = sampleOf(b);
  let key = drawKey();
  let first = group.x * 8u + thread % 2u * 4u;
  var words = 0u;
  if (row < params.rows && first < params.rowWords) { words = min(4u, params.rowWords - first); }
  for (var w = 0u; w < words; w++) {
    let own = spikesOf(b, sample, row / params.size, first + w, key);
    byRow[row * params.rowWords + first + w] = own;
    tile[thread * 4u + w] = own;
  }
  workgroupBarrier();

  let word = group.x * 64u + thread;
  if (word >= params.words) { return; }
  let bits = vec4u(thread % 8u * 4u) + vec4u(0u, 1u, 2u, 3u);
  var m = vec4u();
  for (var r = 0u; r < min(32u, params.rows - group.y * 32u); r++) {
    m |= ((vec4u(tile[r * 8u + thread / 8u]) >> bits) & vec4u(1u)) << vec4u(r);
  }
  byInput[group.y * params.words + word] = m;
}
