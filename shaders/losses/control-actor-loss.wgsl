// The loss of a policy whose actions two critics judge, - min(Q1, Q2), or - Q1 where FIRST, and where ENTROPIC + alpha ln pi, as a mean over
// the transitions that count, and its gradient to the critics' values; control-sample-backward adds that of ln pi. One invocation owns a
// time step of a row.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override ENTROPIC: bool = false;
override FIRST: bool = false;

struct Params {
  timeSteps: u32,
  rows: u32,
  columns: u32,
  entropicSteps: u32,
  entropicRows: u32,
}

@group(0) @binding(0) var<storage, read> q1: array<f32>;             // [timeSteps, rows, columns]
@group(0) @binding(1) var<storage, read> q2: array<f32>;             // [timeSteps, rows, columns]
@group(0) @binding(2) var<storage, read> logProbability: array<f32>; // [entropicSteps, entropicRows], ENTROPIC only
@group(0) @binding(3) var<storage, read> logAlpha: array<f32>;       // [4]: ln alpha first; ENTROPIC only
@group(0) @binding(4) var<storage, read> weights: array<f32>;        // [timeSteps, rows]
@group(0) @binding(5) var<storage, read_write> q1Grad: array<f32>;   // [timeSteps, rows, columns]
@group(0) @binding(6) var<storage, read_write> q2Grad: array<f32>;   // [timeSteps, rows, columns]
@group(0) @binding(7) var<storage, read_write> parts: array<vec4f>;  // [timeSteps, rows, 4]: loss, - ln pi, the value
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
  let isFirst = FIRST || q1[first] <= q2[first];
  q1Grad[first] = select(0.0, -weight, isFirst);
  q2Grad[first] = select(-weight, 0.0, isFirst);
  let value = select(q2[first], q1[first], isFirst);
  if (!ENTROPIC) {
    parts[i] = weight * vec4f(-value, 0.0, value, 0.0);
    return;
  }
  let logPi = logProbability[i];
  parts[i] = weight * vec4f(exp(logAlpha[0]) * logPi - value, -logPi, value, 0.0);
}
