// Actions sampled from a policy of squashed normal numbers, n given, and the log of their density, summed over dimensions. Padding is 0.
// One invocation owns a time step of a row.
//#include lib/squashed
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  timeSteps: u32,
  rows: u32,
  columns: u32,
  dimensions: u32,
}

@group(0) @binding(0) var<storage, read> mean: array<f32>;                 // [timeSteps, rows, columns]
@group(0) @binding(1) var<storage, read> logStd: array<f32>;               // [timeSteps, rows, columns]
@group(0) @binding(2) var<storage, read> normals: array<f32>;              // [timeSteps, rows, columns]: n
@group(0) @binding(3) var<storage, read_write> action: array<f32>;         // [timeSteps, rows, columns]
@group(0) @binding(4) var<storage, read_write> logProbability: array<f32>; // [timeSteps, rows]
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.timeSteps * params.rows) { return; }
  var sum = 0.0;
  for (var d = 0u; d < params.columns; d++) {
    let at = i * params.columns + d;
    if (d >= params.dimensions) {
      action[at] = 0.0;
      continue;
    }
    let u = unsquashed(mean[at], logStd[at], normals[at]);
    action[at] = tanh(u);
    sum += squashedLogDensity(logStd[at], normals[at], squashSlope(u));
  }
  logProbability[i] = sum;
}
