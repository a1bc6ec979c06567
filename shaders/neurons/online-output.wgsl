// Keeps the value of one step, inside a scan.
//   all[step] = value
// One invocation owns 4 neighboring values.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  batch: u32,
  columns: u32, // a multiple of 4
  steps: u32,
}

@group(0) @binding(0) var<storage, read> value: array<vec4f>;     // [1, batch, columns]
@group(0) @binding(1) var<storage, read_write> all: array<vec4f>; // [steps, batch, columns]
@group(0) @binding(2) var<uniform> params: Params;
@group(1) @binding(0) var<uniform> step: u32;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.batch * params.columns / 4u;
  if (i < width) { all[step * width + i] = value[i]; }
}
