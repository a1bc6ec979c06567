// Backward of parallel-forward, second of two passes, to the current of a step `before`:
//   currentGrad[before] = sum over t of weightFactor * weight[weightIndex] * membraneGrad[t], in ascending t
// One invocation owns 4 neighboring neurons of one sample at one step.
//#include lib/dispatch
//#include lib/parallel

override WORKGROUP: u32 = 64u;

struct Params {
  steps: u32,
  batch: u32,
  neurons: u32, // a multiple of 4
  weights: u32,
  order: u32,
  masking: f32,
}

@group(0) @binding(0) var<storage, read> membraneGrad: array<vec4f>;      // [steps, batch, neurons]
@group(0) @binding(1) var<storage, read> weight: array<f32>;              // [weights]: [seen step, step], or [order] and padding
@group(0) @binding(2) var<storage, read_write> currentGrad: array<vec4f>; // [steps, batch, neurons]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.batch * params.neurons / 4u;
  if (i >= params.steps * width) { return; }
  let before = i / width;
  let own = i % width;
  let banded = isBanded(params.masking);
  let first = select(0u, before, banded);
  let end = select(params.steps, min(params.steps, before + params.order), banded);
  var grad = vec4f();
  for (var t = first; t < end; t++) {
    let w = weightFactor(t, before, params.order, params.masking) * weight[weightIndex(t, before, params.steps, params.order)];
    grad = fma(vec4f(w), membraneGrad[t * width + own], grad);
  }
  currentGrad[i] = grad;
}
