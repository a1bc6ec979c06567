// A stream with its scores:  output[t, b, place, c] = x[t, b, place, c] * temporal[t, b] * spatial[b, place]
// An invocation owns 4 channels of a position.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  steps: u32,
  samples: u32,
  places: u32,
  columns: u32, // a multiple of 4
}

@group(0) @binding(0) var<storage, read> x: array<vec4f>;              // [steps, samples, places, columns]
@group(0) @binding(1) var<storage, read> temporal: array<f32>;         // [steps, samples]
@group(0) @binding(2) var<storage, read> spatial: array<f32>;          // [samples, places]
@group(0) @binding(3) var<storage, read_write> output: array<vec4f>;   // [steps, samples, places, columns]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let row = i / (params.columns / 4u);
  if (row >= params.steps * params.samples * params.places) { return; }
  output[i] = x[i] * (temporal[row / params.places] * spatial[row % (params.samples * params.places)]);
}
