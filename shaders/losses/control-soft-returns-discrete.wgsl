// The return of a transition, from the soft value of its next time step for a categorical policy (Christodoulou 2019).
//   V = sum over actions of p (min(Q1, Q2) - alpha ln max(p, MIN));  returns = rewardScale * reward + gamma * V;  after a termination without V
// One invocation owns a transition of a row.
//#include lib/dispatch
//#include lib/transition
//#include lib/one-step-return

override WORKGROUP: u32 = 64u;

const MIN = 1e-8;

struct Params {
  timeSteps: u32,
  rows: u32,
  words: u32,
  columns: u32,
  steps: u32,
  reward: u32, // where a record has it
  end: u32,
  gamma: f32,
  rewardScale: f32,
  choices: u32,
}

@group(0) @binding(0) var<storage, read> records: array<f32>;       // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read> probabilities: array<f32>; // [timeSteps, rows, columns]: p
@group(0) @binding(2) var<storage, read> q1: array<f32>;            // [timeSteps, rows, columns]
@group(0) @binding(3) var<storage, read> q2: array<f32>;            // [timeSteps, rows, columns]
@group(0) @binding(4) var<storage, read> logAlpha: array<f32>;      // [4]: ln alpha first
@group(0) @binding(5) var<storage, read_write> returns: array<f32>; // [steps, rows]
@group(0) @binding(6) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let own = flatIndex(id, groups, WORKGROUP);
  if (own >= params.steps * params.rows) { return; }
  let i = own + params.rows;
  let alpha = exp(logAlpha[0]);
  var sum = 0.0;
  for (var a = 0u; a < params.choices; a++) {
    let at = i * params.columns + a;
    let p = probabilities[at];
    sum += p * (min(q1[at], q2[at]) - alpha * log(max(p, MIN)));
  }
  returns[own] = oneStepReturn(sum, i);
}
