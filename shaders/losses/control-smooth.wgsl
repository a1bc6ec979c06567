// Smooths the action of a target policy, in place (Fujimoto et al. 2018): clamp(action + clamp(noise n, -clip, clip), -1, 1). Padding is 0.
// One invocation owns a value.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  timeSteps: u32,
  rows: u32,
  columns: u32,
  dimensions: u32,
  noise: f32,
  clip: f32,
}

@group(0) @binding(0) var<storage, read> normals: array<f32>;      // [timeSteps, rows, columns]: n
@group(0) @binding(1) var<storage, read_write> action: array<f32>; // [timeSteps, rows, columns]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.timeSteps * params.rows * params.columns) { return; }
  let noise = clamp(params.noise * normals[i], -params.clip, params.clip);
  action[i] = select(0.0, clamp(action[i] + noise, -1.0, 1.0), i % params.columns < params.dimensions);
}
