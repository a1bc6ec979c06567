// total[i] += partial[0, i] + partial[1, i] + ..., in ascending split, for many tensors at once: sum-splits of all layers in one dispatch.
// A row of `table` is a block of at most 64 values of one tensor:
//   its first vec4 in total, the first vec4 of its first split, vec4s from a split to the next, splits, vec4s of the block
// NEXT: also counts a micro-batch as done, as next-micro-batch does. One invocation owns a vec4.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override NEXT: bool = false;

const WIDTH = 16u; // vec4s of a block

struct Params {
  terms: u32,
  blocks: u32,
  values: u32,
}

@group(0) @binding(0) var<storage, read> partial: array<vec4f>;     // [terms]
@group(0) @binding(1) var<storage, read> table: array<u32>;         // [blocks, 5]
@group(0) @binding(2) var<storage, read_write> total: array<vec4f>; // [values]
@group(0) @binding(3) var<storage, read_write> micro: array<u32>;   // [1], NEXT only
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (NEXT && i == 0u) { micro[0] += 1u; }
  if (i / WIDTH >= params.blocks) { return; }
  let row = i / WIDTH * 5u;
  let k = i % WIDTH;
  if (k >= table[row + 4u]) { return; }
  let first = table[row + 1u] + k;
  let stride = table[row + 2u];
  var sum = vec4f();
  for (var s = 0u; s < table[row + 3u]; s++) { sum += partial[first + s * stride]; }
  total[table[row] + k] += sum;
}
