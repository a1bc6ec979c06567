// sums = rounds of a <- a * factor + addend on four registers of a thread: the arithmetic whose time is the device's multiply-add rate.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  count: u32, // a multiple of 4
  rounds: u32,
  factor: f32,
  addend: f32,
}

@group(0) @binding(0) var<storage, read_write> sums: array<vec4f>; // [count / 4]
@group(0) @binding(1) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.count / 4u) { return; }
  let factor = vec4f(params.factor);
  let addend = vec4f(params.addend);
  // Four independent chains, so that none waits for the result of the one before.
  var a = vec4f(f32(i));
  var b = a + addend;
  var c = b + addend;
  var d = c + addend;
  for (var round = 0u; round < params.rounds; round++) {
    a = fma(a, factor, addend);
    b = fma(b, factor, addend);
    c = fma(c, factor, addend);
    d = fma(d, factor, addend);
  }
  sums[i] = a + b + c + d;
}
