// The gradient of synapses to neurons of several states, of one step, inside a scan: e-prop, with an eligibility vector for each synapse.
// `derivatives` has, for each state and last for the output, its derivative by each state of the step before and by the current.
//   eligibility    = sum over states l of output_l vector[l] + output_x value              vector of the step before, 0 before the first
//   weightGrad    += sum over samples, ascending, of spikesGrad eligibility
//   vector[k]      = sum over states l of state_kl vector[l] + state_kx value
// One invocation owns the synapses of one input to 4 neighboring neurons.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override STATES: u32 = 1u; // of a neuron, at most MAX_STATES

const MAX_STATES = 8u;

struct Params {
  steps: u32,   // 1
  batch: u32,
  inputs: u32,
  entries: u32, // (STATES + 1) (STATES + 1) and more
  neurons: u32, // a multiple of 4
  kept: u32,
}

@group(0) @binding(0) var<storage, read> value: array<f32>;              // [steps, batch, inputs]
@group(0) @binding(1) var<storage, read> derivatives: array<vec4f>;      // [entries, batch, neurons]
@group(0) @binding(2) var<storage, read> spikesGrad: array<vec4f>;       // [steps, batch, neurons]
@group(0) @binding(3) var<storage, read_write> vectors: array<vec4f>;    // [kept, batch, inputs, neurons], kept: STATES, or 1 without a state
@group(0) @binding(4) var<storage, read_write> weightGrad: array<vec4f>; // [inputs, neurons]
@group(0) @binding(5) var<uniform> params: Params;
@group(1) @binding(0) var<uniform> step: u32;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let own = flatIndex(id, groups, WORKGROUP);
  let rowWidth = params.neurons / 4u;
  let synapses = params.inputs * rowWidth;
  if (own >= synapses) { return; }
  let input = own / rowWidth;
  let width = params.batch * rowWidth;
  var before: array<vec4f, MAX_STATES>;
  var grad = vec4f();
  for (var sample = 0u; sample < params.batch; sample++) {
    let x = value[sample * params.inputs + input];
    let neuron = sample * rowWidth + own % rowWidth;
    let place = sample * synapses + own;
    for (var k = 0u; k < STATES; k++) {
      before[k] = vec4f();
      if (step > 0u) { before[k] = vectors[k * params.batch * synapses + place]; }
    }
    for (var k = 0u; k <= STATES; k++) {
      let row = k * (STATES + 1u);
      var sum = derivatives[(row + STATES) * width + neuron] * x;
      for (var l = 0u; l < STATES; l++) { sum = fma(derivatives[(row + l) * width + neuron], before[l], sum); }
      if (k < STATES) { vectors[k * params.batch * synapses + place] = sum; } else { grad = fma(spikesGrad[neuron], sum, grad); }
    }
  }
  weightGrad[own] += grad;
}
