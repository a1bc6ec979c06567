// output[i] = bias + sum of values[e] over the events e of list i, in ascending order.
//   forward:  a list is a row, its events the inputs that spiked, the values the weights
//   backward: a list is an input and a partial of the rows, its events the rows in which it spiked, the values the gradient
//             on the output; ADD where there is one partial, added to the gradient itself
//
// A list is four events a load; an invocation owns 4 outputs. A term of 0 adds nothing, so the bits are those of the dense
// products. Cost: proportional to the spikes.
// BIAS: also the bias partials of the gradient that the values are: a list more for every 64 rows, with those rows.
// Lists are the fast axis of the grid: workgroups that run together read the same columns of the values (they stay in cache).

override GROUP_COLUMNS: u32 = 64u;
override GROUP_ROWS: u32 = 1u;
override ADD: bool = false;
override BIAS: bool = false;

struct Params {
  lists: u32,
  capacity: u32, // capacity of a list, a multiple of 4
  terms: u32,
  outputs: u32,  // a multiple of 4
  biasSplits: u32,
  biasOutputs: u32,
}

@group(0) @binding(0) var<storage, read> counts: array<u32>;              // [lists]
@group(0) @binding(1) var<storage, read> events: array<vec4u>;            // [lists, capacity / 4], ascending
@group(0) @binding(2) var<storage, read> values: array<vec4f>;            // [terms, outputs / 4]
@group(0) @binding(3) var<storage, read> bias: array<vec4f>;              // [outputs / 4]
@group(0) @binding(4) var<storage, read_write> output: array<vec4f>;      // [lists, outputs / 4]
@group(0) @binding(5) var<storage, read_write> biasPartial: array<vec4f>; // [terms / 64, outputs / 4], BIAS only
@group(0) @binding(6) var<uniform> params: Params;

const SUM_ROWS = 64u;

// Four events of a list; those of the bias are the rows themselves, and not written down.
fn fourAt(at: u32, ofBias: bool) -> vec4u {
  return select(events[at], vec4u(at * 4u) + vec4u(0u, 1u, 2u, 3u), ofBias);
}

@compute @workgroup_size(GROUP_COLUMNS, GROUP_ROWS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let width = params.outputs / 4u;
  let column = group.y * GROUP_COLUMNS + local.x;
  let list = group.x * GROUP_ROWS + local.y;
  if (column >= width || list >= params.lists + select(0u, params.biasSplits, BIAS)) { return; }
  let ofBias = BIAS && list >= params.lists;

  var at = list * (params.capacity / 4u);
  var count = counts[min(list, params.lists - 1u)];
  var sum = bias[column];
  if (ofBias) {
    at = (list - params.lists) * (SUM_ROWS / 4u);
    count = min(SUM_ROWS, params.terms - at * 4u);
    sum = vec4f();
  }
  let end = at + count / 4u;
  for (; at < end; at++) {
    let e = fourAt(at, ofBias) * width + column;
    sum = sum + values[e.x] + values[e.y] + values[e.z] + values[e.w];
  }
  let rest = count % 4u;
  if (rest > 0u) {
    let e = fourAt(at, ofBias) * width + column;
    sum += values[e.x];
    if (rest > 1u) { sum += values[e.y]; }
    if (rest > 2u) { sum += values[e.z]; }
  }
  if (ofBias) {
    biasPartial[(list - params.lists) * width + column] = sum;
  } else {
    let to = list * width + column;
    if (ADD) { output[to] += sum; } else { output[to] = sum; }
  }
}
