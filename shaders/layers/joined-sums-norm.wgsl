// joined-sums and gradient-norm in one dispatch, with their bits: sums of splits are added to the gradient, and
//   norm[thread] = sum of squares of the gradient vec4s thread, thread + threads, ..., as they are then.
// A workgroup owns 16 such sums: its invocations bring 16 vec4s of each up to date at once, which one invocation a sum then squares in order.

struct Params {
  terms: u32,
  rows: u32,   // of the table of joined-sums
  blocks: u32, // of 64 values of the gradient
  values: u32, // of the gradient, a multiple of 64
  threads: u32, // a multiple of 16
}

@group(0) @binding(0) var<storage, read> partial: array<vec4f>;     // [terms]
@group(0) @binding(1) var<storage, read> table: array<u32>;         // [rows, 5], as in joined-sums
@group(0) @binding(2) var<storage, read> rowOf: array<u32>;         // [blocks]: 1 + the row that adds to a block, 0 where none does
@group(0) @binding(3) var<storage, read_write> total: array<vec4f>; // [values]
@group(0) @binding(4) var<storage, read_write> norm: array<f32>;    // [threads]
@group(0) @binding(5) var<uniform> params: Params;

const WIDTH = 16u; // vec4s of a block
const SUMS = 16u;  // of a workgroup

var<workgroup> current: array<vec4f, 256>; // [vec4s of a sum, sums]

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

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let own = group.x * SUMS + thread % SUMS;
  let count = params.values / 4u;
  var squares = vec4f();
  for (var start = 0u; start < count; start += 16u * params.threads) {
    let i = start + thread / SUMS * params.threads + own;
    // Past the end, a zero adds nothing.
    var g = vec4f();
    if (i < count) { g = addedTo(i); }
    current[thread] = g;
    workgroupBarrier();
    if (thread < SUMS) {
      for (var at = thread; at < 16u * SUMS; at += SUMS) {
        let value = current[at];
        squares = fma(value, value, squares);
      }
    }
    workgroupBarrier();
  }
  if (thread < SUMS) { norm[own] = (squares.x + squares.y) + (squares.z + squares.w); }
}
