// Sequences out of another ring of the same time steps, as they were drawn: all rows of a group in order,
// each word times its factor. One invocation owns one word.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  capacity: u32,
  rows: u32,
  words: u32,
  sequences: u32,
  count: u32,     // of factors; the words behind them are padding
  timeSteps: u32, // of a sequence
  size: u32,      // rows of all sequences
}

@group(0) @binding(0) var<storage, read> ring: array<f32>;        // [capacity, rows, words]
@group(0) @binding(1) var<storage, read> places: array<vec4u>;    // [sequences, 4]: group, first time step
@group(0) @binding(2) var<storage, read> scales: array<f32>;      // [count]
@group(0) @binding(3) var<storage, read_write> taken: array<f32>; // [timeSteps, size, words]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.timeSteps * params.size * params.words) { return; }
  let word = i % params.words;
  let to = i / params.words % params.size;
  let t = i / (params.words * params.size);
  let members = params.size / params.sequences;
  let place = places[to / members];
  let row = place.x * members + to % members;
  var value = 0.0;
  if (word < params.count) { value = ring[((place.y + t) % params.capacity * params.rows + row) * params.words + word] * scales[word]; }
  taken[i] = value;
}
