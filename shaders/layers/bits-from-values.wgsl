// Spikes as bits, in both layouts at once: a set bit where the value is not zero.
//   byRow:   word w of a row holds inputs 32w to 32w + 31        byInput: word w of an input holds rows 32w to 32w + 31
// A workgroup of 32 threads owns a block of 32 rows by 32 inputs. Thread 4x + y reads 8 rows, from 8y on, of 4 inputs, from 4x
// on: 32 bits, packed once row by row and once input by input. Each thread then gathers one row and one input of the block.

struct Params {
  rows: u32,
  inputs: u32,     // a multiple of 4
  rowWords: u32,   // of `byRow`: rows * ceil(inputs / 32)
  inputWords: u32, // of `byInput`: ceil(rows / 32) * inputs
}

@group(0) @binding(0) var<storage, read> values: array<vec4f>;      // [rows, inputs / 4]
@group(0) @binding(1) var<storage, read_write> byRow: array<u32>;   // [rowWords]
@group(0) @binding(2) var<storage, read_write> byInput: array<u32>; // [inputWords]
@group(0) @binding(3) var<uniform> params: Params;

var<workgroup> nibbles: array<u32, 32>; // [y, x]: 4 inputs of 8 rows, one nibble per row
var<workgroup> bytes: array<u32, 32>;   // [x, y]: 8 rows of 4 inputs, one byte per input

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let x = thread / 4u;
  let y = thread % 4u;
  let width = params.inputs / 4u;
  let column = group.x * 8u + x;
  let row = group.y * 32u + y * 8u;
  var nibblesOf = 0u;
  var bytesOf = 0u;
  if (column < width) {
    for (var r = 0u; r < min(8u, max(params.rows, row) - row); r++) {
      let fired = values[(row + r) * width + column] != vec4f();
      let nibble = select(vec4u(), vec4u(1u, 2u, 4u, 8u), fired);
      let byte = select(vec4u(), vec4u(1u, 1u << 8u, 1u << 16u, 1u << 24u), fired);
      nibblesOf |= (nibble.x | nibble.y | nibble.z | nibble.w) << (4u * r);
      bytesOf |= (byte.x | byte.y | byte.z | byte.w) << r;
    }
  }
  nibbles[y * 8u + x] = nibblesOf;
  bytes[thread] = bytesOf;
  workgroupBarrier();

  let ownRow = group.y * 32u + thread;
  if (ownRow < params.rows) {
    var word = 0u;
    for (var i = 0u; i < 8u; i++) { word |= ((nibbles[thread / 8u * 8u + i] >> (thread % 8u * 4u)) & 15u) << (4u * i); }
    byRow[ownRow * ((params.inputs + 31u) / 32u) + group.x] = word;
  }
  let ownInput = group.x * 32u + thread;
  if (ownInput < params.inputs) {
    var word = 0u;
    for (var i = 0u; i < 4u; i++) { word |= ((bytes[thread / 4u * 4u + i] >> (thread % 4u * 8u)) & 255u) << (8u * i); }
    byInput[group.y * params.inputs + ownInput] = word;
  }
}
