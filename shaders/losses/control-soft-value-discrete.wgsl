// The soft value of a time step for a categorical policy (Christodoulou 2019): sum p (min(Q1, Q2) - alpha ln max(p, MIN)).
// One invocation owns a time step of a row.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

const MIN = 1e-8;

struct Params {
  timeSteps: u32,
  rows: u32,
  columns: u32,
  choices: u32,
}

@group(0) @binding(0) var<storage, read> probabilities: array<f32>; // [timeSteps, rows, columns]: p
@group(0) @binding(1) var<storage, read> q1: array<f32>;            // [timeSteps, rows, columns]
@group(0) @binding(2) var<storage, read> q2: array<f32>;            // [timeSteps, rows, columns]
@group(0) @binding(3) var<storage, read> logAlpha: array<f32>;      // [4]: ln alpha first
@group(0) @binding(4) var<storage, read_write> value: array<f32>;   // [timeSteps, rows]
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.timeSteps * params.rows) { return; }
  let alpha = exp(logAlpha[0]);
  var sum = 0.0;
  for (var a = 0u; a < params.choices; a++) {
    let at = i * params.columns + a;
    let p = probabilities[at];
    sum += p * (min(q1[at], q2[at]) - alpha * log(max(p, MIN)));
  }
  value[i] = sum;
}
