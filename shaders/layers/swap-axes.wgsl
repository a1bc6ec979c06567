// swapped[j, i, :] = input[i, j, :]: the rows of every step as the steps of every row, and back. One invocation owns four values.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  first: u32,
  second: u32,
  width: u32, // a multiple of 4
}

@group(0) @binding(0) var<storage, read> input: array<vec4f>;         // [first, second, width]
@group(0) @binding(1) var<storage, read_write> swapped: array<vec4f>; // [second, first, width]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = flatIndex(id, groups, WORKGROUP);
  let width = params.width / 4u;
  if (at >= params.first * params.second * width) { return; }
  let row = at / width;
  let i = row % params.first;
  let j = row / params.first;
  swapped[at] = input[(i * params.second + j) * width + at % width];
}
