// Leaky integrate-and-fire over all steps.
//   current = inputGain * mask * (scale * product[t] + shift), and what lib/lif-steps makes of it
// One invocation owns 4 neighboring neurons of one sample (a vec4) and loops over time.
//#include lib/dispatch
//#include lib/lif-steps

override WORKGROUP: u32 = 64u;
override AFFINE: bool = false;
override MASKED: bool = false;

struct Params {
  inputSteps: u32,
  batch: u32,
  neurons: u32,  // a multiple of 4
  mapRows: u32,
  mapColumns: u32,
  maskRows: u32,
  maskColumns: u32,
  windows: u32,  // 1 or steps
  keptSteps: u32,
  steps: u32,
  threshold: f32,
  inputGain: f32,
  resetTo: f32,
  initialMembrane: f32,
}

@group(0) @binding(0) var<storage, read> product: array<vec4f>;        // [inputSteps, batch, neurons]
@group(0) @binding(1) var<storage, read> map: array<vec4f>;            // [3, neurons]: scale, shift, pivot; AFFINE only
@group(0) @binding(2) var<storage, read> mask: array<vec4f>;           // [batch, neurons], MASKED only
@group(0) @binding(3) var<storage, read> decay: array<f32>;            // [1]
@group(0) @binding(4) var<storage, read> surrogateScale: array<f32>;   // [windows], SMOOTH and NOISY only
@group(0) @binding(5) var<storage, read_write> membrane: array<vec4u>; // [keptSteps, batch, neurons], of lib/potentials
@group(0) @binding(6) var<storage, read_write> spikes: array<vec4f>;   // [steps, batch, neurons]
@group(0) @binding(7) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.batch * params.neurons / 4u;
  if (i >= width) { return; }

  var gain = vec4f(params.inputGain);
  if (MASKED) { gain *= mask[i]; }
  var offset = vec4f();
  if (AFFINE) {
    let rowWidth = params.neurons / 4u;
    let column = i % rowWidth;
    offset = gain * map[rowWidth + column];
    gain *= map[column];
  }
  fireOverSteps(i, width, decayOf(decay[0]), gain, offset);
}
