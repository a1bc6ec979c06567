// A readout of outputs over time:  output = sum over t of weights[t] * input[t], in ascending t.
// One invocation owns 4 neighboring columns of one sample (a vec4) and loops over time.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  steps: u32,
  batch: u32,
  columns: u32, // a multiple of 4
}

@group(0) @binding(0) var<storage, read> input: array<vec4f>;        // [steps, batch, columns]
@group(0) @binding(1) var<storage, read> weights: array<f32>;        // [steps]
@group(0) @binding(2) var<storage, read_write> output: array<vec4f>; // [1, batch, columns]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.batch * params.columns / 4u;
  if (i >= width) { return; }
  var sum = vec4f();
  for (var t = 0u; t < params.steps; t++) { sum = fma(vec4f(weights[t]), input[t * width + i], sum); }
  output[i] = sum;
}
