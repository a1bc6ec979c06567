// Numbers in (0, 1) by which noisy neurons draw their spikes: draws[t, b, n] by Philox, from (seed, stream, clock) and the index in the
// whole batch, so that micro-batches draw different ones; or, where GIVEN, those that are given. Neurons of padding have ones, which no
// probability exceeds, and stay silent. The neurons' kernel reads the numbers where it writes its spikes.
// An invocation owns 4 neighboring neurons of one sample at one step: one block of Philox.
//#include lib/philox
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override GIVEN: bool = false;

struct Params {
  givenSteps: u32,
  givenBatch: u32,
  givenNeurons: u32,
  steps: u32,
  batch: u32,
  neurons: u32, // a multiple of 4
  seed: u32,
  stream: u32,
  features: u32, // neurons that are not padding
}

@group(0) @binding(0) var<storage, read> clock: array<u32>;         // [1]
@group(0) @binding(1) var<storage, read> micro: array<u32>;         // [1]
@group(0) @binding(2) var<storage, read> given: array<vec4f>;       // [steps, batch, neurons], GIVEN only
@group(0) @binding(3) var<storage, read_write> draws: array<vec4f>; // [steps, batch, neurons]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = flatIndex(id, groups, WORKGROUP);
  let width = params.batch * params.neurons / 4u;
  if (at >= params.steps * width) { return; }
  var numbers = vec4f();
  if (GIVEN) {
    numbers = given[at];
  } else {
    let place = micro[0] * width + at % width;
    numbers = units(philox(vec2u(params.seed, params.stream), place, at / width, clock[0], 0u));
  }
  let neuron = vec4u(at * 4u % params.neurons) + vec4u(0u, 1u, 2u, 3u);
  draws[at] = select(numbers, vec4f(1.0), neuron >= vec4u(params.features));
}
