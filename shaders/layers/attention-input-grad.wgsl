// The gradient of a stream along all paths: through its product with scores, and through the scores computed from it.
//   inputGrad = outputGrad * temporal[t, b] * spatial[b, place] + temporalPooledGrad[0, t, b] + spatialPooledGrad[0, b, place]
//     + temporalPooledGrad[1, t, b] where the step's maximum is + spatialPooledGrad[1, b, place] where the position's is
// Padded channels get 0. An invocation owns 4 channels of a position.
//#include lib/dispatch
//#include lib/output-grad

override WORKGROUP: u32 = 64u;

struct Params {
  steps: u32,
  samples: u32,
  places: u32,
  outputs: u32,  // multiples of 4
  columns: u32,
  first: u32,    // channel of the output where the stream begins
  channels: u32, // that are not padding
}

@group(0) @binding(0) var<storage, read> outputGrad: array<vec4f>;       // [steps, samples, places, outputs]
@group(0) @binding(1) var<storage, read> temporal: array<f32>;           // [steps, samples]: the scores that multiply the stream
@group(0) @binding(2) var<storage, read> spatial: array<f32>;            // [samples, places]
@group(0) @binding(3) var<storage, read> temporalPooledGrad: array<f32>; // [2, steps, samples]: of its own scores
@group(0) @binding(4) var<storage, read> temporalAt: array<u32>;         // [steps, samples]
@group(0) @binding(5) var<storage, read> spatialPooledGrad: array<f32>;  // [2, samples, places]
@group(0) @binding(6) var<storage, read> spatialAt: array<u32>;          // [samples, places]
@group(0) @binding(7) var<storage, read_write> inputGrad: array<vec4f>;  // [steps, samples, places, columns]
@group(0) @binding(8) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let column = i % (params.columns / 4u);
  let row = i / (params.columns / 4u);
  let steps = params.steps * params.samples;
  let places = params.samples * params.places;
  let step = row / params.places; // of a sample
  let place = row % places;
  if (step >= steps) { return; }
  var g = fma(gradAt(row, column), vec4f(temporal[step] * spatial[place]), vec4f(temporalPooledGrad[step] + spatialPooledGrad[place]));
  let channel = vec4u(4u * column) + vec4u(0u, 1u, 2u, 3u);
  let inStep = channel + row % params.places * params.columns;
  let inPlace = channel + row / places * params.columns;
  g += select(vec4f(), vec4f(temporalPooledGrad[steps + step]), inStep == vec4u(temporalAt[step]));
  g += select(vec4f(), vec4f(spatialPooledGrad[places + place]), inPlace == vec4u(spatialAt[place]));
  inputGrad[i] = select(vec4f(), g, meaning(column, params.channels));
}
