// Backward of recurrent-drive and of the input gain: the gradient of the product.
//   grad           = inputGain * mask * membraneGrad[t], summed over t where the product has one step
//   productGrad[t] = grad;  where AFFINE  a * grad + b * (product[t] - mean) + o,  with (a, b, o, mean) from the normalization
// One invocation owns 4 neighboring neurons of one sample at one step of the product.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override AFFINE: bool = false;
override MASKED: bool = false;

struct Params {
  steps: u32,
  batch: u32,
  neurons: u32, // a multiple of 4
  maskRows: u32,
  maskColumns: u32,
  inputSteps: u32, // 1 or steps
  coefficientRows: u32,
  coefficientColumns: u32,
  inputGain: f32,
}

@group(0) @binding(0) var<storage, read> membraneGrad: array<vec4f>;      // [steps, batch, neurons]
@group(0) @binding(1) var<storage, read> mask: array<vec4f>;              // [batch, neurons], MASKED only
@group(0) @binding(2) var<storage, read> product: array<vec4f>;           // [inputSteps, batch, neurons]
@group(0) @binding(3) var<storage, read> coefficients: array<vec4f>;      // [4, neurons]: a, b, o, mean; AFFINE only
@group(0) @binding(4) var<storage, read_write> productGrad: array<vec4f>; // [inputSteps, batch, neurons]
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let columns = params.neurons / 4u;
  let width = params.batch * columns;
  if (i >= params.inputSteps * width) { return; }
  var grad = membraneGrad[i];
  if (params.inputSteps == 1u) {
    for (var t = 1u; t < params.steps; t++) { grad += membraneGrad[t * width + i]; }
  }
  grad *= params.inputGain;
  if (MASKED) { grad *= mask[i % width]; }
  if (AFFINE) {
    let column = i % columns;
    grad = fma(coefficients[column], grad, fma(coefficients[columns + column], product[i] - coefficients[3u * columns + column], coefficients[2u * columns + column]));
  }
  productGrad[i] = grad;
}
