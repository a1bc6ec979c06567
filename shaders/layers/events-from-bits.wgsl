// The ordered list of the set bits of each row: events[row] = the k whose bit is set, ascending; counts[row] = how many.
//
// One invocation a row, so the order needs no prefix sum: the lists cost a fiftieth of the product that reads them.
// Word w of a row lies at row * rowStride + w * wordStride, which reads both bit layouts.

override WORKGROUP: u32 = 64u;

struct Params {
  wordCount: u32, // words of `bits`
  rows: u32,
  capacity: u32,
  words: u32,
  rowStride: u32,
  wordStride: u32,
}

@group(0) @binding(0) var<storage, read> bits: array<u32>;
@group(0) @binding(1) var<storage, read_write> events: array<u32>; // [rows, capacity]
@group(0) @binding(2) var<storage, read_write> counts: array<u32>; // [rows]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.rows) { return; }
  let start = id.x * params.capacity;
  var at = start;
  for (var w = 0u; w < params.words; w++) {
    for (var m = bits[id.x * params.rowStride + w * params.wordStride]; m != 0u; m &= m - 1u) {
      events[at] = w * 32u + firstTrailingBit(m);
      at++;
    }
  }
  counts[id.x] = at - start;
}
