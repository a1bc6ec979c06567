// The flipped weights of many convolutions at once: conv2d-flip-weight of all layers in one dispatch.
// A row of `table` is a block of 64 values of one layer:
//   where the layer's weights begin, where its flipped weights begin, the block's first value in them, positions of the window, inputs, outputs
// One invocation owns a value.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

const WIDTH = 64u; // values of a block

struct Params {
  values: u32,
  blocks: u32,
  size: u32,
}

@group(0) @binding(0) var<storage, read> weights: array<f32>;       // [values]
@group(0) @binding(1) var<storage, read> table: array<u32>;         // [blocks, 6]
@group(0) @binding(2) var<storage, read_write> flipped: array<f32>; // [size]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let thread = flatIndex(id, groups, WORKGROUP);
  if (thread / WIDTH >= params.blocks) { return; }
  let row = thread / WIDTH * 6u;
  let i = table[row + 2u] + thread % WIDTH;
  let positions = table[row + 3u];
  let inputs = table[row + 4u];
  let outputs = table[row + 5u];
  let position = i / (inputs * outputs);
  if (position >= positions) { return; }
  let c = i % inputs;
  let n = i / inputs % outputs;
  flipped[table[row + 1u] + i] = weights[table[row] + ((positions - 1u - position) * inputs + c) * outputs + n];
}
