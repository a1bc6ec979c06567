// Parallel spiking neurons: every step at once, without a loop over the steps before.
//   membrane[t] = bias[t] + sum over steps `before` of weightFactor * weight[weightIndex] * current[before], in ascending `before`
//   spikes[t]   = membrane[t] >= 0
// One invocation owns 4 neighboring neurons of one sample at one step. What is behind the features is 0.
//#include lib/dispatch
//#include lib/surrogate
//#include lib/parallel

override WORKGROUP: u32 = 64u;
override SURROGATE: u32 = 0u;  // of lib/surrogate
override SMOOTH: bool = false; // spikes are smoothSpike: for gradient checks

struct Params {
  steps: u32,
  batch: u32,
  neurons: u32, // a multiple of 4
  weights: u32,
  biases: u32,  // 1 or steps
  windows: u32, // 1 or steps
  features: u32,
  order: u32,
  masking: f32,
}

@group(0) @binding(0) var<storage, read> current: array<vec4f>;        // [steps, batch, neurons]
@group(0) @binding(1) var<storage, read> weight: array<f32>;           // [weights]: [seen step, step], or [order] and padding
@group(0) @binding(2) var<storage, read> bias: array<f32>;             // [biases]
@group(0) @binding(3) var<storage, read> surrogateScale: array<f32>;   // [windows], SMOOTH only
@group(0) @binding(4) var<storage, read_write> membrane: array<vec4f>; // [steps, batch, neurons]
@group(0) @binding(5) var<storage, read_write> spikes: array<vec4f>;   // [steps, batch, neurons]
@group(0) @binding(6) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.batch * params.neurons / 4u;
  if (i >= params.steps * width) { return; }
  let t = i / width;
  let own = i % width;
  let banded = isBanded(params.masking);
  let first = select(0u, t + 1u - min(t + 1u, params.order), banded);
  let end = select(params.steps, t + 1u, banded);
  var h = vec4f(bias[min(t, params.biases - 1u)]);
  for (var before = first; before < end; before++) {
    let w = weightFactor(t, before, params.order, params.masking) * weight[weightIndex(t, before, params.steps, params.order)];
    h = fma(vec4f(w), current[before * width + own], h);
  }
  let column = 4u * (own % (params.neurons / 4u));
  let exists = vec4u(column, column + 1u, column + 2u, column + 3u) < vec4u(params.features);
  var s = select(vec4f(), vec4f(1.0), h >= vec4f());
  if (SMOOTH) { s = smoothSpike(SURROGATE, surrogateScale[min(t, params.windows - 1u)], h); }
  membrane[i] = select(vec4f(), h, exists);
  spikes[i] = select(vec4f(), s, exists);
}
