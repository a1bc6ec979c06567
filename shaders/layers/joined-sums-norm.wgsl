// joined-sums and gradient-norm in one dispatch, with their bits: sums of splits are added to the gradient, and
//   norm[thread] = sum of squares of the gradient vec4s thread, thread + threads, ..., as they are then.
// An invocation owns a sum, as in gradient-norm: invocations that waited for each other took SwiftShader twenty times as long.

override WORKGROUP: u32 = 64u;

struct Params {
  terms: u32,
  rows: u32,   // of the table of joined-sums
  blocks: u32, // of 64 values of the gradient
  values: u32, // of the gradient, a multiple of 64
  threads: u32,
}

@group(0) @binding(0) var<storage, read> partial: array<vec4f>;     // [terms]
@group(0) @binding(1) var<storage, read> table: array<u32>;         // [rows, 5], as in joined-sums
@group(0) @binding(2) var<storage, read> rowOf: array<u32>;         // [blocks]: 1 + the row that adds to a block, 0 where none does
@group(0) @binding(3) var<storage, read_write> total: array<vec4f>; // [values]
@group(0) @binding(4) var<storage, read_write> norm: array<f32>;    // [threads]
@group(0) @binding(5) var<uniform> params: Params;

const WIDTH = 16u; // vec4s of a block

// A vec4 of the gradient, after what its block adds.
fn addedTo(i: u32) -> vec4f {
  var g = total[i];
  let found = rowOf[i / WIDTH];
  let row = (max(found, 1u) - 1u) * 5u;
  let k = i % WIDTH;
  if (found == 0u || k >= table[row + 4u]) { return g; }
  let first = table[row + 1u] + k;
  let stride = table[row + 2u];
  var sum = vec4f();
  for (var s = 0u; s < table[row + 3u]; s++) { sum += partial[first + s * stride]; }
  g += sum;
  total[i] = g;
  return g;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let own = id.x;
  if (own >= params.threads) { return; }
  var squares = vec4f();
  for (var i = own; i < params.values / 4u; i += params.threads) {
    let value = addedTo(i);
    squares = fma(value, value, squares);
  }
  norm[own] = (squares.x + squares.y) + (squares.z + squares.w);
}
