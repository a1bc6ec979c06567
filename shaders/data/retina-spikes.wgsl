// The spikes of a simulated retina, trial by trial:
//   P(spike at t) = (1 - exp(-rate[t])) (1 - rest),  rest = depth in the bin after a spike, then recovery times its previous value
// Draws depend on (seed, trial, cell, t) alone. One invocation owns a cell in a trial of a movie and loops over its bins.
// Reference implementation: spikesOf in src/data/retina/reference.ts.
//#include lib/philox
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

const SPIKES = 4u;     // the stream of random numbers
const MAX_CELLS = 24u; // a cell's draws are the same with fewer others

struct Params {
  movies: u32,
  frames: u32,
  cells: u32,
  trials: u32,
  words: u32,
  family: u32,   // the second word of the key of random numbers
  depth: f32,
  recovery: f32,
}

@group(0) @binding(0) var<storage, read> rate: array<f32>;           // [movies, frames, cells]
@group(0) @binding(1) var<storage, read> seeds: array<u32>;          // [movies]
@group(0) @binding(2) var<storage, read_write> spikes: array<u32>;   // [movies, trials, cells, words]: one byte per bin, 0 or 1
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.movies * params.trials * params.cells) { return; }
  let cell = i % params.cells;
  let trial = i / params.cells % params.trials;
  let movie = i / params.cells / params.trials;
  let key = vec2u(seeds[movie], params.family);
  let item = trial * MAX_CELLS + cell;
  var at = movie * params.frames * params.cells + cell;
  var rest = 0.0;
  for (var word = 0u; word < params.words; word++) {
    let first = 4u * word;
    var four = 0u;
    for (var t = first; t < min(first + 4u, params.frames); t++) {
      let fired = units(philox(key, item, SPIKES, t, 0u)).x < (1.0 - exp(-rate[at])) * (1.0 - rest);
      rest = select(params.recovery * rest, params.depth, fired);
      four |= select(0u, 1u, fired) << (8u * (t - first));
      at += params.cells;
    }
    spikes[i * params.words + word] = four;
  }
}
