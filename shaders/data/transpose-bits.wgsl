// A matrix of bits transposed: from words of 32 inputs of a row to words of 32 rows of an input.
// One invocation owns four neighboring inputs: one load serves all four. It costs a small part of drawing the spikes again.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,
  rowWords: u32, // of a row, 32 inputs each
  words: u32,    // of 32 rows
  inputs: u32,   // a multiple of 4
}

@group(0) @binding(0) var<storage, read> byRow: array<u32>;           // [rows, rowWords]
@group(0) @binding(1) var<storage, read_write> byInput: array<vec4u>; // [words, inputs / 4]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.inputs / 4u;
  let word = i / width;
  if (word >= params.words) { return; }
  let k = (i % width) * 4u;
  let bits = vec4u(k % 32u) + vec4u(0u, 1u, 2u, 3u);
  var at = word * 32u * params.rowWords + k / 32u;
  var m = vec4u();
  for (var r = 0u; r < min(32u, params.rows - word * 32u); r++) {
    m |= ((vec4u(byRow[at]) >> bits) & vec4u(1u)) << vec4u(r);
    at += params.rowWords;
  }
  byInput[i] = m;
}
