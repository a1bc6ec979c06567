// Appends a rollout to a ring of time steps: all of its time steps but the first, which the previous rollout has added. Time step n since the
// beginning is at n mod capacity, counting from 0 with the second time step of the first rollout. Of each row the words from `first` on, and
// zeros if there are no more. One invocation owns one word. The ring is at least as long as a rollout.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  timeSteps: u32,
  rows: u32,
  words: u32,
  capacity: u32,
  kept: u32,
  first: u32,
}

@group(0) @binding(0) var<storage, read> source: array<f32>;     // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read> clock: array<u32>;      // [1]: rollouts before this one
@group(0) @binding(2) var<storage, read_write> ring: array<f32>; // [capacity, rows, kept]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let steps = params.timeSteps - 1u;
  if (i >= steps * params.rows * params.kept) { return; }
  let word = params.first + i % params.kept;
  let row = i / params.kept % params.rows;
  let t = i / (params.kept * params.rows);
  var value = 0.0;
  if (word < params.words) { value = source[((t + 1u) * params.rows + row) * params.words + word]; }
  let timeStep = (clock[0] * steps + t) % params.capacity;
  ring[(timeStep * params.rows + row) * params.kept + i % params.kept] = value;
}
