// The expected number of spikes of a cell of the simulated retina in a bin, with a gain that follows its drive slowly:
//   gained[t] = drive[t] / (0.01 + slow[t])                 or drive[t] / divisor, if divisor is above 0
//   rate[t] = log(1 + exp(4 (gained[t] - 1.5))) / 4
//   slow[t + 1] = slow[t] + slowShare (drive[t] - slow[t]),  slow[0] = 0.05
// One invocation owns a cell in a movie and loops over its frames. Reference implementation: ratesOf in src/data/retina/reference.ts.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

const SLOW_START = 0.05;
const SLOW_FLOOR = 0.01;
const STEEPNESS = 4.0;
const THRESHOLD = 1.5;

struct Params {
  movies: u32,
  frames: u32,
  cells: u32,
  slowShare: f32,
  divisor: f32,
}

@group(0) @binding(0) var<storage, read> drive: array<f32>;        // [movies, frames, cells]
@group(0) @binding(1) var<storage, read_write> slow: array<f32>;   // [movies, frames, cells]
@group(0) @binding(2) var<storage, read_write> rate: array<f32>;   // [movies, frames, cells]
@group(0) @binding(3) var<uniform> params: Params;

// log(1 + y) for y from 0 to 1, as 2 artanh(y / (2 + y)): log itself is inaccurate for small y.
fn log1p(y: f32) -> f32 {
  let z = y / (2.0 + y);
  let square = z * z;
  var sum = 1.0 / 15.0;
  for (var odd = 13.0; odd > 0.0; odd -= 2.0) { sum = fma(sum, square, 1.0 / odd); }
  return 2.0 * z * sum;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.movies * params.cells) { return; }
  var at = i / params.cells * params.frames * params.cells + i % params.cells;
  var state = SLOW_START;
  for (var t = 0u; t < params.frames; t++) {
    let own = drive[at];
    let gained = own / select(SLOW_FLOOR + state, params.divisor, params.divisor > 0.0);
    let x = STEEPNESS * (gained - THRESHOLD);
    slow[at] = state;
    rate[at] = (max(0.0, x) + log1p(exp(-abs(x)))) / STEEPNESS;
    state = fma(params.slowShare, own - state, state);
    at += params.cells;
  }
}
