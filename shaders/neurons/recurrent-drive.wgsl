// The feed-forward current of recurrent neurons after a normalization, a dropout or a product that has one step:
//   current[t] = mask * (scale * product[t] + shift)
// One invocation owns 4 neighboring neurons of one sample at one step.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override AFFINE: bool = false;
override MASKED: bool = false;

struct Params {
  inputSteps: u32, // 1 or steps
  batch: u32,
  neurons: u32,    // a multiple of 4
  mapRows: u32,
  mapColumns: u32,
  maskRows: u32,
  maskColumns: u32,
  steps: u32,
}

@group(0) @binding(0) var<storage, read> product: array<vec4f>;       // [inputSteps, batch, neurons]
@group(0) @binding(1) var<storage, read> map: array<vec4f>;           // [3, neurons]: scale, shift, pivot; AFFINE only
@group(0) @binding(2) var<storage, read> mask: array<vec4f>;          // [batch, neurons], MASKED only
@group(0) @binding(3) var<storage, read_write> current: array<vec4f>; // [steps, batch, neurons]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let columns = params.neurons / 4u;
  let width = params.batch * columns;
  if (i >= params.steps * width) { return; }
  var x = product[select(i % width, i, params.inputSteps > 1u)];
  if (AFFINE) { x = fma(map[i % columns], x, map[columns + i % columns]); }
  if (MASKED) { x *= mask[i % width]; }
  current[i] = x;
}
