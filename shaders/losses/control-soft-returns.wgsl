// The return of a transition, from the value of its next time step for the action that a policy drew there.
//   V = min(Q1, Q2), where ENTROPIC less alpha ln pi;  returns = rewardScale * reward + gamma * V;  after a termination without V
// One invocation owns a transition of a row.
//#include lib/dispatch
//#include lib/transition
//#include lib/one-step-return

override WORKGROUP: u32 = 64u;
override ENTROPIC: bool = false;

struct Params {
  timeSteps: u32,
  rows: u32,
  words: u32,
  columns: u32,
  entropicSteps: u32,
  entropicRows: u32,
  steps: u32,
  reward: u32, // where a record has it
  end: u32,
  gamma: f32,
  rewardScale: f32,
}

@group(0) @binding(0) var<storage, read> records: array<f32>;        // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read> q1: array<f32>;             // [timeSteps, rows, columns]
@group(0) @binding(2) var<storage, read> q2: array<f32>;             // [timeSteps, rows, columns]
@group(0) @binding(3) var<storage, read> logProbability: array<f32>; // [entropicSteps, entropicRows], ENTROPIC only
@group(0) @binding(4) var<storage, read> logAlpha: array<f32>;       // [4]: ln alpha first; ENTROPIC only
@group(0) @binding(5) var<storage, read_write> returns: array<f32>;  // [steps, rows]
@group(0) @binding(6) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let own = flatIndex(id, groups, WORKGROUP);
  if (own >= params.steps * params.rows) { return; }
  let i = own + params.rows;
  var value = min(q1[i * params.columns], q2[i * params.columns]);
  if (ENTROPIC) { value -= exp(logAlpha[0]) * logProbability[i]; }
  returns[own] = oneStepReturn(value, i);
}
