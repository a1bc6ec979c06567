// output[row] = bias + sum of weight[k] over the inputs k that spiked in this row, in ascending k.
//
// The list of a row is four indices a load; an invocation owns 4 outputs. A term of 0 adds nothing,
// so the bits are those of linear-forward. Cost: proportional to the spikes.
// Rows are the fast axis of the grid: workgroups that run together read the same columns of the weights (they stay in cache).

override GROUP_COLUMNS: u32 = 64u;
override GROUP_ROWS: u32 = 1u;

struct Params {
  rows: u32,
  capacity: u32, // places in a row's list, a multiple of 4
  inputs: u32,
  outputs: u32,  // a multiple of 4
}

@group(0) @binding(0) var<storage, read> counts: array<u32>;             // [rows]
@group(0) @binding(1) var<storage, read> events: array<vec4u>;           // [rows, capacity / 4], ascending
@group(0) @binding(2) var<storage, read> weight: array<vec4f>;           // [inputs, outputs / 4]
@group(0) @binding(3) var<storage, read> bias: array<vec4f>;             // [outputs / 4]
@group(0) @binding(4) var<storage, read_write> output: array<vec4f>;     // [rows, outputs / 4]
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(GROUP_COLUMNS, GROUP_ROWS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let width = params.outputs / 4u;
  let column = group.y * GROUP_COLUMNS + local.x;
  let row = group.x * GROUP_ROWS + local.y;
  if (column >= width || row >= params.rows) { return; }

  let count = counts[row];
  var at = row * (params.capacity / 4u);
  let end = at + count / 4u;
  var sum = bias[column];
  for (; at < end; at++) {
    let e = events[at] * width + column;
    sum = sum + weight[e.x] + weight[e.y] + weight[e.z] + weight[e.w];
  }
  let rest = count % 4u;
  if (rest > 0u) {
    let e = events[at] * width + column;
    sum += weight[e.x];
    if (rest > 1u) { sum += weight[e.y]; }
    if (rest > 2u) { sum += weight[e.z]; }
  }
  output[row * width + column] = sum;
}
