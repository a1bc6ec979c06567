// For every transition, by a policy of normal distributions: the log of the density at the action that was taken, and the entropy.
// One invocation owns a transition.
//#include lib/transition
//#include lib/normal-policy
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  timeSteps: u32,
  rows: u32,
  words: u32,
  columns: u32,
  steps: u32,
  dimensions: u32,
  action: u32,
}

@group(0) @binding(0) var<storage, read> records: array<f32>;              // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read> policy: array<f32>;               // [timeSteps, rows, columns]: means
@group(0) @binding(2) var<storage, read> logStd: array<f32>;               // [columns]
@group(0) @binding(3) var<storage, read_write> logProbability: array<f32>; // [steps, rows]
@group(0) @binding(4) var<storage, read_write> entropy: array<f32>;        // [steps, rows]
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.steps * params.rows) { return; }
  let action = recordOf(i / params.rows + 1u, i % params.rows) + params.action;
  logProbability[i] = logDensity(i * params.columns, action);
  entropy[i] = entropyOf();
}
