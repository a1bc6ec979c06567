// The value of a team as the sum of its agents' (VDN, Sunehag et al. 2018), in ascending order. One invocation owns a row.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,
  agentColumns: u32,
  totalColumns: u32,
  agents: u32,
}

@group(0) @binding(0) var<storage, read> q: array<f32>;           // [rows, agentColumns]
@group(0) @binding(1) var<storage, read_write> total: array<f32>; // [rows, totalColumns]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = flatIndex(id, groups, WORKGROUP);
  if (row >= params.rows) { return; }
  var sum = 0.0;
  for (var n = 0u; n < params.agents; n++) { sum += q[row * params.agentColumns + n]; }
  for (var c = 0u; c < params.totalColumns; c++) { total[row * params.totalColumns + c] = select(0.0, sum, c == 0u); }
}
