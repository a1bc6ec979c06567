// sum = a + b, elementwise: a shortcut and the branch that it skips, and backward their gradients where they began.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  count: u32, // a multiple of 4
}

@group(0) @binding(0) var<storage, read> a: array<vec4f>;            // [count / 4]
@group(0) @binding(1) var<storage, read> b: array<vec4f>;            // [count / 4]
@group(0) @binding(2) var<storage, read_write> sum: array<vec4f>;    // [count / 4]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i < params.count / 4u) { sum[i] = a[i] + b[i]; }
}
