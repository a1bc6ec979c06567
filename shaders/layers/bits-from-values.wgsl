// Spikes as bits: a set bit where the value is not zero.
// ACROSS_ROWS = false: word w of a row holds inputs 32w to 32w + 31.  true: word w of an input holds rows 32w to 32w + 31.
// One invocation owns one word; in the second layout neighbors read neighbors.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override ACROSS_ROWS: bool = false;

struct Params {
  rows: u32,
  inputs: u32,
  words: u32, // of `bits`: rows * ceil(inputs / 32), or ceil(rows / 32) * inputs
}

@group(0) @binding(0) var<storage, read> values: array<f32>;      // [rows, inputs]
@group(0) @binding(1) var<storage, read_write> bits: array<u32>;  // [words]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.words) { return; }
  var m = 0u;
  if (ACROSS_ROWS) {
    let k = i % params.inputs;
    let first = (i / params.inputs) * 32u;
    for (var r = 0u; r < min(32u, params.rows - first); r++) {
      m |= select(0u, 1u, values[(first + r) * params.inputs + k] != 0.0) << r;
    }
  } else {
    let rowWords = (params.inputs + 31u) / 32u;
    let first = (i % rowWords) * 32u;
    let at = (i / rowWords) * params.inputs + first;
    for (var k = 0u; k < min(32u, params.inputs - first); k++) {
      m |= select(0u, 1u, values[at + k] != 0.0) << k;
    }
  }
  bits[i] = m;
}
