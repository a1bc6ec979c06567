// transposed[n, k] = recurrent[k, n]: the recurrent weights for the backward pass, so that neighbors read neighbors.
// One invocation transposes a square of 4 by 4.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  neurons: u32, // a multiple of 4
}

@group(0) @binding(0) var<storage, read> recurrent: array<vec4f>;        // [neurons, neurons]
@group(0) @binding(1) var<storage, read_write> transposed: array<vec4f>; // [neurons, neurons]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let columns = params.neurons / 4u;
  let row = i / columns;
  let column = i % columns;
  if (row >= columns) { return; }
  var square = mat4x4f();
  for (var k = 0u; k < 4u; k++) { square[k] = recurrent[(row * 4u + k) * columns + column]; }
  square = transpose(square);
  for (var n = 0u; n < 4u; n++) { transposed[(column * 4u + n) * columns + row] = square[n]; }
}
