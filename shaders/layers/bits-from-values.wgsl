// Spikes as bits, in both layouts at once: a set bit where the value is not zero.
//   byRow:   word w of a row holds inputs 32w to 32w + 31        byInput: word w of an input holds rows 32w to 32w + 31
// A workgroup of 32 lanes owns a block of 32 rows by 32 inputs: lanes lie along the inputs, so neighbors read neighbors;
// lane r then collects bit r of all lanes' words, which turns the block.

struct Params {
  rows: u32,
  inputs: u32,
  rowWords: u32,   // of `byRow`: rows * ceil(inputs / 32)
  inputWords: u32, // of `byInput`: ceil(rows / 32) * inputs
}

@group(0) @binding(0) var<storage, read> values: array<f32>;         // [rows, inputs]
@group(0) @binding(1) var<storage, read_write> byRow: array<u32>;    // [rowWords]
@group(0) @binding(2) var<storage, read_write> byInput: array<u32>;  // [inputWords]
@group(0) @binding(3) var<uniform> params: Params;

var<workgroup> columns: array<u32, 32>;

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let k = group.x * 32u + lane;
  let firstRow = group.y * 32u;
  let rowCount = min(32u, params.rows - firstRow);
  var column = 0u;
  if (k < params.inputs) {
    var at = firstRow * params.inputs + k;
    for (var r = 0u; r < rowCount; r++) {
      column |= select(0u, 1u, values[at] != 0.0) << r;
      at += params.inputs;
    }
    byInput[group.y * params.inputs + k] = column;
  }
  columns[lane] = column;
  workgroupBarrier();
  if (lane < rowCount) {
    var row = 0u;
    for (var i = 0u; i < 32u; i++) { row |= ((columns[i] >> lane) & 1u) << i; }
    byRow[(firstRow + lane) * ((params.inputs + 31u) / 32u) + group.x] = row;
  }
}
