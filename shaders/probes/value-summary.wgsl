// A probe: mean, smallest and largest of the values of a learned parameter. Training halts before one is not finite.
// summary = (1/n) * sum(values), min(values), max(values) over n = rows * features; other columns and rows are padding.
// One workgroup: each thread takes every 64th value, and a tree joins the threads, always in the same order.

const THREADS = 64u; // threads of the workgroup

struct Params {
  inputs: u32,
  outputs: u32,
  features: u32,
  rows: u32,
}

@group(0) @binding(0) var<storage, read> values: array<f32>;        // [inputs, outputs]
@group(0) @binding(1) var<storage, read_write> summary: array<f32>; // [3]
@group(0) @binding(2) var<uniform> params: Params;

var<workgroup> own: array<vec3f, 64>; // of each thread: sum, smallest, largest

fn joined(a: vec3f, b: vec3f) -> vec3f { return vec3f(a.x + b.x, min(a.y, b.y), max(a.z, b.z)); }

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) thread: u32) {
  let first = values[0];
  var mine = vec3f(0.0, first, first);
  for (var i = thread; i < params.rows * params.outputs; i += THREADS) {
    if (i % params.outputs < params.features) { mine = joined(mine, vec3f(values[i])); }
  }
  own[thread] = mine;
  workgroupBarrier();
  for (var reach = THREADS / 2u; reach > 0u; reach /= 2u) {
    if (thread < reach) { own[thread] = joined(own[thread], own[thread + reach]); }
    workgroupBarrier();
  }
  if (thread == 0u) {
    summary[0] = own[0].x / f32(params.rows * params.features);
    summary[1] = own[0].y;
    summary[2] = own[0].z;
  }
}
