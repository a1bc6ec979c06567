// Shared by the kernels of an agent's memory. A thread owns four units, of one row or of four; values of a step that all threads read are in
// workgroup memory. `recurrent` is [units, gates * units]. Products are in ascending index, whether a workgroup has one row or four.

override THREADS: u32 = 64u;   // at least one for four units
override ROWS: u32 = 4u;       // of a workgroup: 1 or 4
override EXCHANGED: u32 = 64u; // vec4 in workgroup memory

var<workgroup> exchanged: array<vec4f, EXCHANGED>; // four values, row after row

// Past its end a batch repeats its last row, in the same invocation.
fn rowsOf(group: u32, rows: u32) -> vec4u { return min(group * ROWS + vec4u(0u, 1u, 2u, 3u), vec4u(rows - 1u)); }

fn addedTo(sum: vec4f, x: vec4f, w: mat4x4f) -> vec4f {
  return fma(vec4f(x.w), w[3], fma(vec4f(x.z), w[2], fma(vec4f(x.y), w[1], fma(vec4f(x.x), w[0], sum))));
}

// Adds the products of four exchanged values of each row with four rows of weights.
fn withExchanged(sums: mat4x4f, k: u32, w: mat4x4f) -> mat4x4f {
  let x = ROWS * k;
  if (ROWS == 1u) { return mat4x4f(addedTo(sums[0], exchanged[x], w), sums[1], sums[2], sums[3]); }
  return mat4x4f(
    addedTo(sums[0], exchanged[x], w),
    addedTo(sums[1], exchanged[x + 1u], w),
    addedTo(sums[2], exchanged[x + 2u], w),
    addedTo(sums[3], exchanged[x + 3u], w),
  );
}

// Four columns from 4 column on: the recurrent weights times the exchanged values, added to `start`.
fn heard(start: mat4x4f, column: u32) -> mat4x4f {
  let width = params.gateColumns / 4u;
  var sums = start;
  for (var k = 0u; k < params.recurrentRows / 4u; k++) {
    let at = 4u * k * width + column;
    sums = withExchanged(sums, k, mat4x4f(recurrent[at], recurrent[at + width], recurrent[at + 2u * width], recurrent[at + 3u * width]));
  }
  return sums;
}

// The gradient that the exchanged gradients of all columns give, through the recurrent weights, to four units from 4 column on, added to `start`.
fn sentBack(start: mat4x4f, column: u32) -> mat4x4f {
  let width = params.gateColumns / 4u;
  let at = 4u * column * width;
  var sums = start;
  for (var k = 0u; k < width; k++) {
    let w = mat4x4f(recurrent[at + k], recurrent[at + width + k], recurrent[at + 2u * width + k], recurrent[at + 3u * width + k]);
    sums = withExchanged(sums, k, transpose(w));
  }
  return sums;
}

fn repeated(x: vec4f) -> mat4x4f { return mat4x4f(x, x, x, x); }
fn together(x: array<vec4f, 4>) -> mat4x4f { return mat4x4f(x[0], x[1], x[2], x[3]); }

fn tanhOf(x: vec4f) -> vec4f { return tanh(clamp(x, vec4f(-20.0), vec4f(20.0))); }
