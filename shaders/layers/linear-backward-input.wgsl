// inputGrad[row, k] = sum over outputs of outputGrad[row, n] * weight[k, n], in ascending n.
//
// Both operands run along n, so a vec4 of each holds four terms. An invocation owns 4 rows by 4 inputs
// (WORKGROUP apart, so that writes are neighbors): 8 loads for 64 products, and no turned copy of the weights.

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,
  outputs: u32, // a multiple of 4
  inputs: u32,
}

@group(0) @binding(0) var<storage, read> outputGrad: array<vec4f>;     // [rows, outputs / 4]
@group(0) @binding(1) var<storage, read> weight: array<vec4f>;         // [inputs, outputs / 4]
@group(0) @binding(2) var<storage, read_write> inputGrad: array<f32>;  // [rows, inputs]
@group(0) @binding(3) var<uniform> params: Params;

// The four terms one after the other: dot() would leave the order to the compiler.
fn addTerms(sum: f32, a: vec4f, b: vec4f) -> f32 {
  return fma(a.w, b.w, fma(a.z, b.z, fma(a.y, b.y, fma(a.x, b.x, sum))));
}

fn addRow(sum: vec4f, g: vec4f, w0: vec4f, w1: vec4f, w2: vec4f, w3: vec4f) -> vec4f {
  return vec4f(addTerms(sum.x, g, w0), addTerms(sum.y, g, w1), addTerms(sum.z, g, w2), addTerms(sum.w, g, w3));
}

fn store(row: u32, k: u32, sum: vec4f) {
  let to = row * params.inputs + k;
  inputGrad[to] = sum.x;
  if (k + WORKGROUP < params.inputs) { inputGrad[to + WORKGROUP] = sum.y; }
  if (k + 2u * WORKGROUP < params.inputs) { inputGrad[to + 2u * WORKGROUP] = sum.z; }
  if (k + 3u * WORKGROUP < params.inputs) { inputGrad[to + 3u * WORKGROUP] = sum.w; }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let width = params.outputs / 4u;
  let k = group.x * WORKGROUP * 4u + local.x;
  if (k >= params.inputs) { return; }
  let row = group.y * 4u;
  let lastRow = params.rows - 1u;
  let lastInput = params.inputs - 1u;
  let g0 = row * width;
  let g1 = min(row + 1u, lastRow) * width;
  let g2 = min(row + 2u, lastRow) * width;
  let g3 = min(row + 3u, lastRow) * width;
  let w0 = k * width;
  let w1 = min(k + WORKGROUP, lastInput) * width;
  let w2 = min(k + 2u * WORKGROUP, lastInput) * width;
  let w3 = min(k + 3u * WORKGROUP, lastInput) * width;
  var sum0 = vec4f();
  var sum1 = vec4f();
  var sum2 = vec4f();
  var sum3 = vec4f();
  for (var n = 0u; n < width; n++) {
    let a = weight[w0 + n];
    let b = weight[w1 + n];
    let c = weight[w2 + n];
    let d = weight[w3 + n];
    sum0 = addRow(sum0, outputGrad[g0 + n], a, b, c, d);
    sum1 = addRow(sum1, outputGrad[g1 + n], a, b, c, d);
    sum2 = addRow(sum2, outputGrad[g2 + n], a, b, c, d);
    sum3 = addRow(sum3, outputGrad[g3 + n], a, b, c, d);
  }
  store(row, k, sum0);
  if (row + 1u <= lastRow) { store(row + 1u, k, sum1); }
  if (row + 2u <= lastRow) { store(row + 2u, k, sum2); }
  if (row + 3u <= lastRow) { store(row + 3u, k, sum3); }
}
