// The drive of the cells of the simulated retina: drive[m, t, c] = sum over q of shares[q] max(0, sum over j of impulse[j] seen[m, t - j, q, c]).
// Frames before the first are dark. One invocation owns a cell in a frame. Reference implementation: driveOf in src/data/retina/reference.ts.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  movies: u32,
  frames: u32,
  subunits: u32,
  cells: u32,
  taps: u32,
}

@group(0) @binding(0) var<storage, read> seen: array<f32>;          // [movies, frames, subunits, cells]
@group(0) @binding(1) var<storage, read> shares: array<f32>;        // [subunits]
@group(0) @binding(2) var<storage, read> impulse: array<f32>;       // [taps], from the current frame back
@group(0) @binding(3) var<storage, read_write> drive: array<f32>;   // [movies, frames, cells]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.movies * params.frames * params.cells) { return; }
  let cell = i % params.cells;
  let frame = i / params.cells; // of all movies
  let stride = params.subunits * params.cells;
  let reach = min(params.taps, frame % params.frames + 1u);
  var sum = 0.0;
  for (var q = 0u; q < params.subunits; q++) {
    var filtered = 0.0;
    for (var j = 0u; j < reach; j++) {
      filtered = fma(impulse[j], seen[(frame - j) * stride + q * params.cells + cell], filtered);
    }
    sum = fma(shares[q], max(0.0, filtered), sum);
  }
  drive[i] = sum;
}
