// What a step passes on to the next one, as the backward kernels of leaky neurons differentiate it, for each neuron by itself:
//   slope[t]      = ds[t]/du[t]: the surrogate's, or the density of the noise
//   neuronPart[t] = du[t+1]/du[t] through leak and reset, without the recurrent weights
// Both are lib/leaky's backward step: with a gradient of 1 on the spike alone, and with one of 1 on membrane[t+1] alone.
// One invocation owns 4 neighboring neurons of one sample at one step.
//#include lib/dispatch
//#include lib/leaky
//#include lib/potentials

override WORKGROUP: u32 = 64u;
override DETACH_RESET: bool = false;

struct Params {
  keptSteps: u32,
  batch: u32,
  neurons: u32, // a multiple of 4
  windows: u32, // 1 or steps
  steps: u32,
  threshold: f32,
  resetTo: f32,
}

@group(0) @binding(0) var<storage, read> membrane: array<vec4u>;         // [keptSteps, batch, neurons], of lib/potentials
@group(0) @binding(1) var<storage, read> surrogateScale: array<f32>;     // [windows]
@group(0) @binding(2) var<storage, read> decay: array<f32>;              // [1]
@group(0) @binding(3) var<storage, read_write> slope: array<vec4f>;      // [steps, batch, neurons]
@group(0) @binding(4) var<storage, read_write> neuronPart: array<vec4f>; // [steps, batch, neurons]
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.batch * params.neurons / 4u;
  if (i >= params.steps * width) { return; }
  let scale = surrogateScale[min(i / width, params.windows - 1u)];
  let h = potentialAt(i / width, i % width, width);
  let next = Carry(vec4f(decayOf(decay[0])), vec4f(1.0));
  slope[i] = membraneGradAt(h, vec4f(1.0), Carry(), params.threshold, params.resetTo, scale, DETACH_RESET);
  neuronPart[i] = membraneGradAt(h, vec4f(), next, params.threshold, params.resetTo, scale, DETACH_RESET);
}
