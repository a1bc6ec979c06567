// The gradient of one step of online-forward, inside a scan; nothing comes from later steps.
//   productGrad = inputGain * spikesGrad * slope of the surrogate at membrane - threshold
// One invocation owns 4 neighboring neurons of one sample.
//#include lib/dispatch
//#include lib/surrogate

override WORKGROUP: u32 = 64u;
override SURROGATE: u32 = 0u; // of lib/surrogate

struct Params {
  batch: u32,
  neurons: u32, // a multiple of 4
  windows: u32, // 1 or steps
  threshold: f32,
  inputGain: f32,
}

@group(0) @binding(0) var<storage, read> membrane: array<vec4f>;          // [1, batch, neurons]
@group(0) @binding(1) var<storage, read> spikesGrad: array<vec4f>;        // [1, batch, neurons]
@group(0) @binding(2) var<storage, read> surrogateScale: array<f32>;      // [windows]
@group(0) @binding(3) var<storage, read_write> productGrad: array<vec4f>; // [1, batch, neurons]
@group(0) @binding(4) var<uniform> params: Params;
@group(1) @binding(0) var<uniform> step: u32;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.batch * params.neurons / 4u) { return; }
  let scale = surrogateScale[min(step, params.windows - 1u)];
  productGrad[i] = params.inputGain * spikesGrad[i] * surrogateSlope(SURROGATE, scale, membrane[i] - params.threshold);
}
