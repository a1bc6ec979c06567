// A probe: how often each neuron fired, over all steps of all samples.
//   fired[n] += how many rows have a spike of neuron n      (a row is one step of one sample)
// Integers are counted atomically, where order cannot matter; they add up over micro-batches and must be cleared first.
// An invocation owns 4 neurons in a piece of 64 rows; neighboring invocations own neighboring neurons.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
const PIECE = 64u;

struct Params {
  rows: u32,
  neurons: u32, // a multiple of 4
}

@group(0) @binding(0) var<storage, read> spikes: array<vec4f>;             // [rows, neurons], not 0 where one fired
@group(0) @binding(1) var<storage, read_write> fired: array<atomic<u32>>;  // [neurons]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let width = params.neurons / 4u;
  let index = flatIndex(id, groups, WORKGROUP);
  let firstRow = (index / width) * PIECE;
  if (firstRow >= params.rows) { return; }
  let column = index % width;
  let endRow = min(firstRow + PIECE, params.rows);
  var count = vec4u();
  for (var row = firstRow; row < endRow; row++) {
    count += select(vec4u(), vec4u(1u), spikes[row * width + column] != vec4f());
  }
  if (count.x != 0u) { atomicAdd(&fired[column * 4u], count.x); }
  if (count.y != 0u) { atomicAdd(&fired[column * 4u + 1u], count.y); }
  if (count.z != 0u) { atomicAdd(&fired[column * 4u + 2u], count.z); }
  if (count.w != 0u) { atomicAdd(&fired[column * 4u + 3u], count.w); }
}
