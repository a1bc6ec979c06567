// The gradient of the potential of a neuron as equations at one step, inside a scan: what is watched of it.
//   membraneGrad = spikesGrad * the derivative of the output by the potential, the last of `derivatives`
// One invocation owns 4 neighboring neurons of one sample.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  entries: u32,
  batch: u32,
  neurons: u32, // a multiple of 4
  steps: u32,   // 1
}

@group(0) @binding(0) var<storage, read> derivatives: array<vec4f>;        // [entries, batch, neurons]
@group(0) @binding(1) var<storage, read> spikesGrad: array<vec4f>;         // [steps, batch, neurons]
@group(0) @binding(2) var<storage, read_write> membraneGrad: array<vec4f>; // [steps, batch, neurons]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.batch * params.neurons / 4u;
  if (i >= width) { return; }
  membraneGrad[i] = spikesGrad[i] * derivatives[(params.entries - 1u) * width + i];
}
