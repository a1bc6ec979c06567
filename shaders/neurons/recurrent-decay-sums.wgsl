// partial[b, n] = sum over t of membraneGrad[t] * kept[t-1]: the terms of a learned decay's gradient.
// One invocation owns 4 neighboring neurons of one sample.
//#include lib/dispatch
//#include lib/leaky

override WORKGROUP: u32 = 64u;

struct Params {
  steps: u32,
  batch: u32,
  neurons: u32, // a multiple of 4
  threshold: f32,
  resetTo: f32,
  initialMembrane: f32,
}

@group(0) @binding(0) var<storage, read> membrane: array<vec4f>;      // [steps, batch, neurons]
@group(0) @binding(1) var<storage, read> spikes: array<vec4f>;        // [steps, batch, neurons]
@group(0) @binding(2) var<storage, read> membraneGrad: array<vec4f>;  // [steps, batch, neurons]
@group(0) @binding(3) var<storage, read_write> partial: array<vec4f>; // [batch, neurons]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let own = flatIndex(id, groups, WORKGROUP);
  let width = params.batch * params.neurons / 4u;
  if (own >= width) { return; }
  var sum = params.initialMembrane * membraneGrad[own];
  for (var at = own; at < (params.steps - 1u) * width; at += width) {
    sum = fma(membraneGrad[at + width], keptAfter(membrane[at], spikes[at], params.threshold, params.resetTo), sum);
  }
  partial[own] = sum;
}
