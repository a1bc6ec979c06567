// The weights of a linear layer whose synapses have delays, spread over lags:  kernel[lag, k, n] = weight[k, n] * k(lag) of lib/delay.
// A delay belongs to a synapse, to an input (an axon) or to an output (a neuron).
// One invocation owns the lags of one synapse.
//#include lib/dispatch
//#include lib/delay
//#include lib/delayed-synapses

override WORKGROUP: u32 = 64u;

struct Params {
  inputs: u32,
  outputs: u32, // a multiple of 4
  delays: u32,
  lags: u32,
}

@group(0) @binding(0) var<storage, read> weight: array<f32>;       // [inputs, outputs]
@group(0) @binding(1) var<storage, read> delay: array<f32>;        // [delays]
@group(0) @binding(2) var<storage, read> sigma: array<f32>;        // [1], GAUSSIAN only
@group(0) @binding(3) var<storage, read_write> kernel: array<f32>; // [lags, inputs, outputs]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let synapse = flatIndex(id, groups, WORKGROUP);
  let synapses = params.inputs * params.outputs;
  if (synapse >= synapses) { return; }
  let lags = lagsOf(delay[delayOf(synapse, params.outputs)], sigma[0], params.lags);
  for (var lag = 0u; lag < params.lags; lag++) { kernel[lag * synapses + synapse] = weight[synapse] * lagWeight(lag, lags); }
}
