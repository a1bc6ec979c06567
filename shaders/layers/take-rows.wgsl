// Rows of a minibatch out of whole sequences: place p = clock * size + b of an endless row of epochs, each with all rows once in an order
// of its own. All that is taken at the same clock is of the same rows. One invocation owns one word.
//#include lib/random
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  moments: u32,
  rows: u32,
  words: u32,
  size: u32,  // rows of the minibatch
  half: u32,  // bits of half a Feistel word
  seed: u32,
  order: u32, // number of the random stream
}

@group(0) @binding(0) var<storage, read> source: array<f32>;      // [moments, rows, words]
@group(0) @binding(1) var<storage, read> clock: array<u32>;       // [1]
@group(0) @binding(2) var<storage, read_write> taken: array<f32>; // [moments, size, words]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.moments * params.size * params.words) { return; }
  let word = i % params.words;
  let b = i / params.words % params.size;
  let moment = i / (params.words * params.size);
  let place = clock[0] * params.size + b;
  let key = randomKey(params.seed, params.order, place / params.rows);
  let row = permute(place % params.rows, params.rows, params.half, key);
  taken[i] = source[(moment * params.rows + row) * params.words + word];
}
