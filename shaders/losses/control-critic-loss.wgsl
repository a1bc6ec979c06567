// The loss of two critics, (Q1 - return)^2 + (Q2 - return)^2, as a mean over the transitions that count, and its gradient.
// DISCRETE: a row has a value for each action, of which the recorded one is used. The others have no gradient.
// One invocation owns a time step of a row.
//#include lib/transition
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override DISCRETE: bool = false;

struct Params {
  timeSteps: u32,
  rows: u32,
  words: u32,
  columns: u32,
  steps: u32,
  action: u32,
}

@group(0) @binding(0) var<storage, read> records: array<f32>;       // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read> q1: array<f32>;            // [timeSteps, rows, columns]
@group(0) @binding(2) var<storage, read> q2: array<f32>;            // [timeSteps, rows, columns]
@group(0) @binding(3) var<storage, read> returns: array<f32>;       // [steps, rows]
@group(0) @binding(4) var<storage, read> weights: array<f32>;       // [timeSteps, rows]
@group(0) @binding(5) var<storage, read_write> q1Grad: array<f32>;  // [timeSteps, rows, columns]
@group(0) @binding(6) var<storage, read_write> q2Grad: array<f32>;  // [timeSteps, rows, columns]
@group(0) @binding(7) var<storage, read_write> parts: array<vec4f>; // [timeSteps, rows, 4]: loss, of Q1, of Q2; return
@group(0) @binding(8) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.timeSteps * params.rows) { return; }
  let first = i * params.columns;
  for (var c = 0u; c < params.columns; c++) {
    q1Grad[first + c] = 0.0;
    q2Grad[first + c] = 0.0;
  }
  parts[i] = vec4f();
  let weight = weights[i];
  if (weight == 0.0) { return; }
  var at = first;
  if (DISCRETE) { at += u32(records[recordOf(i / params.rows + 1u, i % params.rows) + params.action]); }
  let errors = vec2f(q1[at], q2[at]) - returns[i];
  q1Grad[at] = 2.0 * weight * errors.x;
  q2Grad[at] = 2.0 * weight * errors.y;
  parts[i] = weight * vec4f(dot(errors, errors), errors.x * errors.x, errors.y * errors.y, returns[i]);
}
