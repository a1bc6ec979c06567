// Backward of parallel-forward, first of two passes:  membraneGrad[t] = spikesGrad[t] * slope.
// One invocation owns 4 neighboring neurons of one sample at one step.
//#include lib/dispatch
//#include lib/surrogate

override WORKGROUP: u32 = 64u;
override SURROGATE: u32 = 0u; // of lib/surrogate

struct Params {
  steps: u32,
  batch: u32,
  neurons: u32, // a multiple of 4
  windows: u32, // 1 or steps
}

@group(0) @binding(0) var<storage, read> membrane: array<vec4f>;           // [steps, batch, neurons]
@group(0) @binding(1) var<storage, read> spikesGrad: array<vec4f>;         // [steps, batch, neurons]
@group(0) @binding(2) var<storage, read> surrogateScale: array<f32>;       // [windows]
@group(0) @binding(3) var<storage, read_write> membraneGrad: array<vec4f>; // [steps, batch, neurons]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.batch * params.neurons / 4u;
  if (i >= params.steps * width) { return; }
  let scale = surrogateScale[min(i / width, params.windows - 1u)];
  membraneGrad[i] = spikesGrad[i] * surrogateSlope(SURROGATE, scale, membrane[i]);
}
