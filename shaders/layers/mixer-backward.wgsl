// From the gradient g of a team's value to that of hidden units, which is that of b1, of w2, and of v:
//   hiddenGrad = g |w2| elu'(hidden);  w2Grad = g elu(hidden) sign(w2);  vGrad = g
// One invocation owns a hidden unit of a row, padding included.
//#include lib/dispatch
//#include lib/elu

override WORKGROUP: u32 = 64u;

struct Params {
  steps: u32,
  batch: u32,
  columns: u32,      // of hidden units, padded; at least totalColumns
  totalColumns: u32,
  embed: u32,
}

@group(0) @binding(0) var<storage, read> hidden: array<f32>;           // [steps, batch, columns]
@group(0) @binding(1) var<storage, read> w2: array<f32>;               // [steps, batch, columns]
@group(0) @binding(2) var<storage, read> totalGrad: array<f32>;        // [steps, batch, totalColumns]
@group(0) @binding(3) var<storage, read_write> hiddenGrad: array<f32>; // [steps, batch, columns]
@group(0) @binding(4) var<storage, read_write> w2Grad: array<f32>;     // [steps, batch, columns]
@group(0) @binding(5) var<storage, read_write> vGrad: array<f32>;      // [steps, batch, totalColumns]
@group(0) @binding(6) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.steps * params.batch * params.columns) { return; }
  let row = i / params.columns;
  let column = i % params.columns;
  let g = totalGrad[row * params.totalColumns];
  let means = column < params.embed;
  hiddenGrad[i] = select(0.0, g * abs(w2[i]) * eluSlope(hidden[i]), means);
  w2Grad[i] = select(0.0, g * elu(hidden[i]) * sign(w2[i]), means);
  if (column < params.totalColumns) { vGrad[row * params.totalColumns + column] = select(0.0, g, column == 0u); }
}
