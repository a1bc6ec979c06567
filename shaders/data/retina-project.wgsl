// The projection of each frame on each field of the retina: seen[m, t, f] = sum over pixels of movie[m, t, pixel] fields[f, pixel].
// A field is a subunit of a cell minus its surround, with the sign of the cell. One invocation owns a field in a frame; its four partial
// sums ascend by squares of four pixels. Reference implementation: driveOf in src/data/retina/reference.ts.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  movies: u32,
  frames: u32,
  pixels: u32,
  squares: u32,
  fields: u32,
}

@group(0) @binding(0) var<storage, read> movie: array<vec4f>;       // [movies, frames, pixels]
@group(0) @binding(1) var<storage, read> fields: array<vec4f>;      // [squares, fields, 4]: neighbors read neighbors
@group(0) @binding(2) var<storage, read_write> seen: array<f32>;    // [movies, frames, fields]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.movies * params.frames * params.fields) { return; }
  let field = i % params.fields;
  let start = i / params.fields * params.squares;
  var sum = vec4f();
  for (var square = 0u; square < params.squares; square++) {
    sum = fma(movie[start + square], fields[square * params.fields + field], sum);
  }
  seen[i] = (sum.x + sum.y) + (sum.z + sum.w);
}
