// Means over the updates of one training step of what an optimizer reported, in columns of the row of the step that is under way.
// Runs after the updates and before the clock advances. Invocation c owns a column.
// report row clock mod capacity, column place + c = mean of updated column first + c

override WORKGROUP: u32 = 64u;

struct Params {
  updateCapacity: u32,
  updateColumns: u32,
  capacity: u32,
  columns: u32,
  updates: u32, // of one training step
  first: u32,   // of the columns that are taken
  count: u32,
  place: u32,   // of the first of them in the report
}

@group(0) @binding(0) var<storage, read> updated: array<f32>;      // [updateCapacity, updateColumns]: a row an update
@group(0) @binding(1) var<storage, read> updateClock: array<u32>;  // [1]: updates that are done
@group(0) @binding(2) var<storage, read> clock: array<u32>;        // [1]: training steps that are done
@group(0) @binding(3) var<storage, read_write> report: array<f32>; // [capacity, columns]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let c = id.x;
  if (c >= params.count) { return; }
  var sum = 0.0;
  for (var u = 1u; u <= params.updates; u++) {
    sum += updated[((updateClock[0] - u) % params.updateCapacity) * params.updateColumns + params.first + c];
  }
  report[(clock[0] % params.capacity) * params.columns + params.place + c] = sum / f32(params.updates);
}
