// total[i] += partial[0, i] + partial[1, i] + ..., in ascending split: the second stage of every split sum.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  splits: u32,
  count: u32, // values in one split, a multiple of 4
}

@group(0) @binding(0) var<storage, read> partial: array<vec4f>;      // [splits, count]
@group(0) @binding(1) var<storage, read_write> total: array<vec4f>;  // [count]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.count / 4u;
  if (i >= width) { return; }
  var sum = vec4f();
  for (var s = 0u; s < params.splits; s++) { sum += partial[s * width + i]; }
  total[i] += sum;
}
