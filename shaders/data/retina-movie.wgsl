// The movie shown to the simulated retina, and the means of four neighboring pixels, which a network receives:
//   movie[m, t, pixel] = contrast[m, t] * clip(sum over i of phases[m, t, i] waves[m, i, pixel], -2.5, 2.5)
// The tables are computed in double precision: by the angle sum formula, waves are the factors of a position for each cosine, and phases
// those of a frame. Pixels are numbered by squares of four. One invocation owns a square of a frame.
// Reference implementation: framesOf in src/data/retina/reference.ts.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

const CLIP = 2.5;

struct Params {
  movies: u32,
  terms: u32,
  pixels: u32,
  frames: u32,
  squares: u32,
}

@group(0) @binding(0) var<storage, read> waves: array<vec4f>;          // [movies, terms, pixels]
@group(0) @binding(1) var<storage, read> phases: array<f32>;           // [movies, frames, terms]
@group(0) @binding(2) var<storage, read> contrast: array<f32>;         // [movies, frames]
@group(0) @binding(3) var<storage, read_write> movie: array<vec4f>;    // [movies, frames, pixels]
@group(0) @binding(4) var<storage, read_write> stimulus: array<f32>;   // [movies, frames, squares]
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.movies * params.frames * params.squares) { return; }
  let square = i % params.squares;
  let frame = i / params.squares;
  var at = frame / params.frames * params.terms * params.squares + square;
  var texture = vec4f();
  for (var term = 0u; term < params.terms; term++) {
    texture = fma(vec4f(phases[frame * params.terms + term]), waves[at], texture);
    at += params.squares;
  }
  let shown = contrast[frame] * clamp(texture, vec4f(-CLIP), vec4f(CLIP));
  movie[i] = shown;
  stimulus[i] = 0.25 * ((shown.x + shown.y) + (shown.z + shown.w));
}
