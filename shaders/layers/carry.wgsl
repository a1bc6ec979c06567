// State that rows carry from one loop over time to the next: to = from, or 0 where a row begins anew.
// One invocation owns one value.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  groups: u32,
  rows: u32,
  columns: u32,
}

@group(0) @binding(0) var<storage, read> source: array<f32>;        // [groups, rows, columns]
@group(0) @binding(1) var<storage, read> begins: array<u32>;        // [rows]: not 0 where a row begins anew
@group(0) @binding(2) var<storage, read_write> carried: array<f32>; // [groups, rows, columns]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.groups * params.rows * params.columns) { return; }
  carried[i] = select(source[i], 0.0, begins[i / params.columns % params.rows] != 0u);
}
