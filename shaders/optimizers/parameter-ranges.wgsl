// Brings learned values back into the ranges that they may have, after a step of the optimizer: value = clamp(value, low, high).
// One workgroup of 64 threads a parameter. Values that are not finite stay as they are: a step with them has been refused.

struct Params {
  ranges: u32,
  values: u32,
}

@group(0) @binding(0) var<storage, read> ranges: array<vec4f>;      // [ranges, 4]: where it begins, how many values, low, high
@group(0) @binding(1) var<storage, read_write> value: array<f32>;   // [values]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let range = ranges[group.x];
  let first = u32(range.x);
  for (var i = thread; i < u32(range.y); i += 64u) { value[first + i] = clamp(value[first + i], range.z, range.w); }
}
