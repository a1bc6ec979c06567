// Rows of a minibatch out of whole sequences, taken in groups of rows: position p = clock * groups + g of an endless sequence
// of epochs, each with all groups once in a different order. All tensors taken at the same clock have the same rows. One invocation
// owns one word.
//#include lib/minibatch
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  timeSteps: u32,
  rows: u32,
  words: u32,
  size: u32,    // rows of the minibatch
  members: u32, // rows of a group
  half: u32,    // half the bits of a Feistel word
  seed: u32,
  order: u32,   // number of the random stream
}

@group(0) @binding(0) var<storage, read> source: array<f32>;      // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read> clock: array<u32>;       // [1]
@group(0) @binding(2) var<storage, read_write> taken: array<f32>; // [timeSteps, size, words]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) extent: vec3u) {
  let i = flatIndex(id, extent, WORKGROUP);
  if (i >= params.timeSteps * params.size * params.words) { return; }
  taken[i] = source[sourceOf(i, params.words)];
}
