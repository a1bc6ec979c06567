// to = from, four floats a thread: the copy whose time is the device's bandwidth.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  count: u32, // a multiple of 4
}

@group(0) @binding(0) var<storage, read> source: array<vec4f>;       // [count / 4]
@group(0) @binding(1) var<storage, read_write> copied: array<vec4f>; // [count / 4]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i < params.count / 4u) { copied[i] = source[i]; }
}
