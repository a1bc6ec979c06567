// Spikes of an encoder as f32 values, from their bits, for consumers that cannot read bits. One invocation owns four inputs of a row.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,     // steps * batch
  rowWords: u32, // of a row of bits, 32 inputs each
  steps: u32,
  batch: u32,
  inputs: u32,   // a multiple of 4
}

@group(0) @binding(0) var<storage, read> byRow: array<u32>;         // [rows, rowWords]
@group(0) @binding(1) var<storage, read_write> value: array<vec4f>; // [steps, batch, inputs]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.inputs / 4u;
  let row = i / width;
  if (row >= params.rows) { return; }
  let four = i % width;
  let bits = byRow[row * params.rowWords + four / 8u] >> (four % 8u * 4u);
  value[i] = vec4f((vec4u(bits) >> vec4u(0u, 1u, 2u, 3u)) & vec4u(1u));
}
