// The ordered lists of events-from-bits for both directions of a product in one dispatch: of the inputs that spiked in a row, and of the
// rows in which an input spiked, in pieces of as many rows as a list may hold. One invocation per list.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,
  rowWords: u32,
  inputWords: u32,
  inputs: u32,
  rowCapacity: u32,
  lists: u32,         // pieces * inputs
  inputCapacity: u32, // a multiple of 32
}

@group(0) @binding(0) var<storage, read> byRow: array<u32>;             // [rows, rowWords]
@group(0) @binding(1) var<storage, read> byInput: array<u32>;           // [inputWords, inputs]
@group(0) @binding(2) var<storage, read_write> rowEvents: array<u32>;   // [rows, rowCapacity]
@group(0) @binding(3) var<storage, read_write> rowCounts: array<u32>;   // [rows]
@group(0) @binding(4) var<storage, read_write> inputEvents: array<u32>; // [lists, inputCapacity]
@group(0) @binding(5) var<storage, read_write> inputCounts: array<u32>; // [lists]
@group(0) @binding(6) var<uniform> params: Params;

fn listRow(row: u32) {
  let start = row * params.rowCapacity;
  var at = start;
  for (var w = 0u; w < params.rowWords; w++) {
    for (var m = byRow[row * params.rowWords + w]; m != 0u; m &= m - 1u) {
      rowEvents[at] = w * 32u + firstTrailingBit(m);
      at++;
    }
  }
  rowCounts[row] = at - start;
}

fn listInput(list: u32) {
  let words = params.inputCapacity / 32u;
  let first = list / params.inputs * words;
  let start = list * params.inputCapacity;
  var at = start;
  for (var w = first; w < min(first + words, params.inputWords); w++) {
    for (var m = byInput[w * params.inputs + list % params.inputs]; m != 0u; m &= m - 1u) {
      inputEvents[at] = w * 32u + firstTrailingBit(m);
      at++;
    }
  }
  inputCounts[list] = at - start;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let list = flatIndex(id, groups, WORKGROUP);
  if (list < params.rows) {
    listRow(list);
  } else if (list - params.rows < params.lists) {
    listInput(list - params.rows);
  }
}
