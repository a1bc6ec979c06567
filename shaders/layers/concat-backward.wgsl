// The gradient of each of two inputs whose channels follow one another:  aGrad[c] = outputGrad[c];  bGrad[c] = outputGrad[first + c]
// Padded channels get 0. An invocation owns 4 channels of a row of one of the two.
//#include lib/dispatch
//#include lib/lanes

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,
  columns: u32, // multiples of 4
  aColumns: u32,
  bColumns: u32,
  first: u32,    // channels of a
  second: u32,   // channels of b
}

@group(0) @binding(0) var<storage, read> outputGrad: array<vec4f>;  // [rows, columns]
@group(0) @binding(1) var<storage, read_write> aGrad: array<vec4f>; // [rows, aColumns]
@group(0) @binding(2) var<storage, read_write> bGrad: array<vec4f>; // [rows, bColumns]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.columns / 4u;
  let aWidth = params.aColumns / 4u;
  let bWidth = params.bColumns / 4u;
  let row = i / (aWidth + bWidth);
  let column = i % (aWidth + bWidth);
  if (row >= params.rows) { return; }
  if (column < aWidth) {
    aGrad[row * aWidth + column] = select(vec4f(), outputGrad[row * width + column], meaning(column, params.first));
    return;
  }
  let own = column - aWidth;
  let start = params.first / 4u + own;
  let by = params.first % 4u;
  var high = vec4f();
  if (by > 0u && start + 1u < width) { high = outputGrad[row * width + start + 1u]; }
  bGrad[row * bWidth + own] = select(vec4f(), shifted(outputGrad[row * width + start], high, by), meaning(own, params.second));
}
