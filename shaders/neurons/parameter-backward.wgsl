// The gradient of a parameter of a neuron as equations:  gradient += sum of partial, over everything it is shared by.
// It reads one row of each partial of [partials, learned, neurons], which the backward pass wrote. SHARED: one value for all neurons;
// else one for each. One workgroup of 64 threads for four neurons, or for the single value: each thread adds its share in ascending
// index, then a tree.

override SHARED: bool = false;

struct Params {
  partials: u32,
  learned: u32, // rows of a partial
  neurons: u32, // a multiple of 4
  values: u32,  // 1 where SHARED, else neurons
  row: u32,
}

@group(0) @binding(0) var<storage, read> partial: array<vec4f>;       // [partials, learned, neurons]
@group(0) @binding(1) var<storage, read_write> gradient: array<f32>; // [values]
@group(0) @binding(2) var<uniform> params: Params;

var<workgroup> sums: array<vec4f, 64>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let rowWidth = params.neurons / 4u;
  let columns = select(1u, rowWidth, SHARED);
  var sum = vec4f();
  for (var i = thread; i < params.partials * columns; i += 64u) {
    let column = select(group.x, i % columns, SHARED);
    sum += partial[((i / columns) * params.learned + params.row) * rowWidth + column];
  }
  sums[thread] = sum;
  workgroupBarrier();
  for (var reach = 32u; reach > 0u; reach /= 2u) {
    if (thread < reach) { sums[thread] += sums[thread + reach]; }
    workgroupBarrier();
  }
  if (thread == 0u) {
    let total = sums[0];
    if (SHARED) {
      gradient[0] += (total.x + total.y) + (total.z + total.w);
    } else {
      for (var lane = 0u; lane < 4u; lane++) { gradient[4u * group.x + lane] += total[lane]; }
    }
  }
}
