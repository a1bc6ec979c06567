// From the gradient of a team's hidden units to that of its agents' values, and of w1:
//   qGrad[n] = sum over units of |w1[n]| hiddenGrad;  w1Grad[n] = q[n] hiddenGrad sign(w1[n])
// One invocation owns a value of w1 of a row, padding included; the first of a row also own its agents.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  steps: u32,
  batch: u32,
  agentColumns: u32,  // at most weightColumns
  weightColumns: u32,
  columns: u32,       // of hidden units, padded
  agents: u32,
  embed: u32,
}

@group(0) @binding(0) var<storage, read> q: array<f32>;            // [steps, batch, agentColumns]
@group(0) @binding(1) var<storage, read> w1: array<f32>;           // [steps, batch, weightColumns]
@group(0) @binding(2) var<storage, read> hiddenGrad: array<f32>;   // [steps, batch, columns]
@group(0) @binding(3) var<storage, read_write> qGrad: array<f32>;  // [steps, batch, agentColumns]
@group(0) @binding(4) var<storage, read_write> w1Grad: array<f32>; // [steps, batch, weightColumns]
@group(0) @binding(5) var<uniform> params: Params;

fn agentGrad(row: u32, n: u32) -> f32 {
  var sum = 0.0;
  for (var e = 0u; e < params.embed; e++) {
    sum = fma(abs(w1[row * params.weightColumns + n * params.embed + e]), hiddenGrad[row * params.columns + e], sum);
  }
  return sum;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.steps * params.batch * params.weightColumns) { return; }
  let row = i / params.weightColumns;
  let column = i % params.weightColumns;
  var g = 0.0;
  if (column < params.agents * params.embed) {
    let n = column / params.embed;
    g = q[row * params.agentColumns + n] * hiddenGrad[row * params.columns + column % params.embed] * sign(w1[i]);
  }
  w1Grad[i] = g;
  if (column < params.agentColumns) {
    var own = 0.0;
    if (column < params.agents) { own = agentGrad(row, column); }
    qGrad[row * params.agentColumns + column] = own;
  }
}
