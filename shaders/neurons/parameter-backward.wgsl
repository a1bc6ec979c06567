// The gradient of a parameter of a neuron as equations:  gradient += sum of partial, over everything that shares a value.
// NEURON and LAYER read row `row` of each partial of [partials, rows, neurons], which the backward pass wrote: one value for each neuron,
// or one for all. STEP has a value for each partial, which is a time step, and reads all of its rows.
// One workgroup of 64 threads a value, of NEURON for four neighboring ones: each thread adds its share in ascending index, then a tree.

override SHARE: u32 = 0u; // the constants below

const NEURON = 0u;
const LAYER = 1u;
const STEP = 2u;

struct Params {
  partials: u32,
  rows: u32,    // of a partial
  neurons: u32, // a multiple of 4
  values: u32,
  row: u32,
}

@group(0) @binding(0) var<storage, read> partial: array<vec4f>;      // [partials, rows, neurons]
@group(0) @binding(1) var<storage, read_write> gradient: array<f32>; // [values]
@group(0) @binding(2) var<uniform> params: Params;

var<workgroup> sums: array<vec4f, 64>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let rowWidth = params.neurons / 4u;
  var sum = vec4f();
  switch SHARE {
    case STEP: {
      let size = params.rows * rowWidth;
      for (var i = thread; i < size; i += 64u) { sum += partial[group.x * size + i]; }
    }
    case LAYER: {
      for (var i = thread; i < params.partials * rowWidth; i += 64u) {
        sum += partial[((i / rowWidth) * params.rows + params.row) * rowWidth + i % rowWidth];
      }
    }
    default: {
      for (var i = thread; i < params.partials; i += 64u) { sum += partial[(i * params.rows + params.row) * rowWidth + group.x]; }
    }
  }
  sums[thread] = sum;
  workgroupBarrier();
  for (var reach = 32u; reach > 0u; reach /= 2u) {
    if (thread < reach) { sums[thread] += sums[thread + reach]; }
    workgroupBarrier();
  }
  if (thread == 0u) {
    let total = sums[0];
    if (SHARE == NEURON) {
      for (var lane = 0u; lane < 4u; lane++) { gradient[4u * group.x + lane] += total[lane]; }
    } else {
      gradient[group.x] += (total.x + total.y) + (total.z + total.w);
    }
  }
}
