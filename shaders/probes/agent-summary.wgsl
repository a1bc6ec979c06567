// The row of one training step in the report: returns and lengths of the last episodes, means of what the updates of the step reported, the
// spike rate; and the clock, which does not advance while the network is halted. A row of environments that has ended no episode yet counts
// with the one it is in. One workgroup of 64 threads, always: the order of addition is thread by thread, then a tree.
// report row clock mod capacity = return, length, the columns of the updates, spike rate.

const COLUMNS = 8u;

struct Params {
  rows: u32,
  updateCapacity: u32,
  updateColumns: u32,
  splits: u32,
  neurons: u32,
  capacity: u32,
  columns: u32,
  updates: u32, // of one training step
  counted: f32, // number of spikes if every neuron fired at every step
}

@group(0) @binding(0) var<storage, read> totals: array<f32>;       // [rows, COLUMNS], as environments/episode-returns leaves them
@group(0) @binding(1) var<storage, read> updated: array<f32>;      // [updateCapacity, updateColumns]: a row an update
@group(0) @binding(2) var<storage, read> updateClock: array<u32>;  // [1]: updates that are done
@group(0) @binding(3) var<storage, read> halted: array<u32>;       // [4]
@group(0) @binding(4) var<storage, read> fired: array<f32>;        // [splits, neurons]: sums of spikes
@group(0) @binding(5) var<storage, read_write> clock: array<u32>;  // [1]
@group(0) @binding(6) var<storage, read_write> report: array<f32>; // [capacity, columns]
@group(0) @binding(7) var<uniform> params: Params;

var<workgroup> sums: array<vec4f, 64>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) thread: u32) {
  var sum = vec4f();
  for (var row = thread; row < params.rows; row += 64u) {
    let own = row * COLUMNS;
    let first = select(own, own + 2u, totals[own + 4u] > 0.0);
    sum += vec4f(totals[first], totals[first + 1u], 0.0, 0.0);
  }
  for (var i = thread; i < params.splits * params.neurons; i += 64u) { sum.z += fired[i]; }
  sums[thread] = sum;
  workgroupBarrier();
  for (var reach = 32u; reach > 0u; reach /= 2u) {
    if (thread < reach) { sums[thread] += sums[thread + reach]; }
    workgroupBarrier();
  }
  if (thread > 0u || halted[0] != 0u) { return; }
  let row = (clock[0] % params.capacity) * params.columns;
  report[row] = sums[0].x / f32(params.rows);
  report[row + 1u] = sums[0].y / f32(params.rows);
  for (var c = 0u; c < params.updateColumns; c++) {
    var mean = 0.0;
    for (var u = 1u; u <= params.updates; u++) {
      mean += updated[((updateClock[0] - u) % params.updateCapacity) * params.updateColumns + c];
    }
    report[row + 2u + c] = mean / f32(params.updates);
  }
  report[row + 2u + params.updateColumns] = sums[0].z / max(params.counted, 1.0);
  clock[0] += 1u;
}
