// qGrad = totalGrad, of every agent; 0 in padding. One invocation owns a value.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,
  totalColumns: u32,
  agentColumns: u32,
  agents: u32,
}

@group(0) @binding(0) var<storage, read> totalGrad: array<f32>;   // [rows, totalColumns]
@group(0) @binding(1) var<storage, read_write> qGrad: array<f32>; // [rows, agentColumns]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.rows * params.agentColumns) { return; }
  let row = i / params.agentColumns;
  qGrad[i] = select(0.0, totalGrad[row * params.totalColumns], i % params.agentColumns < params.agents);
}
