// Ordered lists of set bits: events[list] = the indices of its bits that are set, ascending; counts[list] = how many.
// The bits of a row or input are divided into pieces of `words` words; there is a list for each piece of each, piece by piece.
//
// One invocation per list, so the order needs no prefix sum: the lists cost a fiftieth of the product that reads them.
// Word w of row or input i is at i * thingStride + w * wordStride, which covers both bit layouts.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  wordCount: u32, // words of `bits`
  lists: u32,     // pieces * rows or inputs
  capacity: u32,
  things: u32,
  words: u32,     // of a piece
  lastWord: u32,  // words of a row or input, over all pieces
  thingStride: u32,
  wordStride: u32,
}

@group(0) @binding(0) var<storage, read> bits: array<u32>;
@group(0) @binding(1) var<storage, read_write> events: array<u32>; // [lists, capacity]
@group(0) @binding(2) var<storage, read_write> counts: array<u32>; // [lists]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let list = flatIndex(id, groups, WORKGROUP);
  if (list >= params.lists) { return; }
  let first = list / params.things * params.words;
  let thing = (list % params.things) * params.thingStride;
  let start = list * params.capacity;
  var at = start;
  for (var w = first; w < min(first + params.words, params.lastWord); w++) {
    for (var m = bits[thing + w * params.wordStride]; m != 0u; m &= m - 1u) {
      events[at] = w * 32u + firstTrailingBit(m);
      at++;
    }
  }
  counts[list] = at - start;
}
