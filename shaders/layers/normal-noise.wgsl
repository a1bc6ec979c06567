// Standard normal numbers by Box and Muller: with u, v the first or the last two numbers in (0, 1) of a block of Philox,
//   sqrt(-2 ln u) cos(pi (2 v - 1)),  sqrt(-2 ln u) sin(pi (2 v - 1))
// Drawn from (seed, stream, clock, row of the whole batch, step, unit): micro-batches draw as one batch does, and a chunk that begins
// at step `start` as a whole sequence does. One invocation owns a block: 4 neighboring units of a row at a step. Padding is 0.
//#include lib/philox
//#include lib/dispatch
//#include lib/lanes

override WORKGROUP: u32 = 64u;

struct Params {
  steps: u32,
  rows: u32,
  columns: u32, // of a row: size, padded
  seed: u32,
  stream: u32,
  size: u32,
}

@group(0) @binding(0) var<storage, read> clock: array<u32>;           // [1]
@group(0) @binding(1) var<storage, read> micro: array<u32>;           // [1]
@group(0) @binding(2) var<storage, read> start: array<u32>;           // [1]
@group(0) @binding(3) var<storage, read_write> normals: array<vec4f>; // [steps, rows, columns]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.columns / 4u;
  if (i >= params.steps * params.rows * width) { return; }
  let step = start[0] + i / width / params.rows;
  let row = micro[0] * params.rows + i / width % params.rows;
  let u = units(philox(vec2u(params.seed, params.stream), clock[0], row, step, i % width));
  // A logarithm that is rounded up past 0 would have no square root.
  let far = sqrt(max(-2.0 * log(u.xz), vec2f()));
  let angle = 3.141592653589793 * (2.0 * u.yw - 1.0);
  let drawn = vec4f(far * cos(angle), far * sin(angle)).xzyw;
  normals[i] = select(vec4f(), drawn, meaning(i % width, params.size));
}
