// For every transition, by a categorical policy: ln p of the action that was taken, and the entropy of the distribution.
// One invocation owns a transition.
//#include lib/transition
//#include lib/categorical
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  timeSteps: u32,
  rows: u32,
  words: u32,
  columns: u32,
  steps: u32,
  choices: u32,
  action: u32,
  available: u32,
}

@group(0) @binding(0) var<storage, read> records: array<f32>;              // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read> policy: array<f32>;               // [timeSteps, rows, columns]: logits
@group(0) @binding(2) var<storage, read_write> logProbability: array<f32>; // [steps, rows]
@group(0) @binding(3) var<storage, read_write> entropy: array<f32>;        // [steps, rows]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.steps * params.rows) { return; }
  let first = i * params.columns;
  let t = i / params.rows;
  let record = recordOf(t, i % params.rows);
  let taken = u32(records[recordOf(t + 1u, i % params.rows) + params.action]);
  let all = logSum(first, record);
  logProbability[i] = logitOf(first, record, taken) - all;
  entropy[i] = entropyOf(first, record, all);
}
