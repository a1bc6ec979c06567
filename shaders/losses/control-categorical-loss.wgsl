// PPO's loss of a categorical policy, clipped objective - entropyWeight entropy, as a mean over the transitions that count, and its gradient
// to the logits z:  with p = softmax(z), H = - sum p ln p and s the slope of the objective,  w (s ([taken] - p) + entropyWeight p (ln p + H))
// What does not count, is unavailable, or is padding has no gradient. The value's loss is added to parts afterwards.
// One invocation owns a time step of a row.
//#include lib/transition
//#include lib/categorical
//#include lib/clipped
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
  clip: f32,
  entropyWeight: f32,
}

@group(0) @binding(0) var<storage, read> records: array<f32>;           // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read> policy: array<f32>;            // [timeSteps, rows, columns]: logits
@group(0) @binding(2) var<storage, read> transitions: array<vec4f>;     // [steps, rows, 4]
@group(0) @binding(3) var<storage, read> weights: array<f32>;           // [timeSteps, rows]
@group(0) @binding(4) var<storage, read_write> policyGrad: array<f32>;  // [timeSteps, rows, columns]
@group(0) @binding(5) var<storage, read_write> parts: array<vec4f>;     // [timeSteps, rows, 8]: loss, policy, value, entropy; clipped, divergence
@group(0) @binding(6) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.timeSteps * params.rows) { return; }
  let first = i * params.columns;
  let weight = weights[i];
  if (weight == 0.0) {
    for (var c = 0u; c < params.columns; c++) { policyGrad[first + c] = 0.0; }
    parts[2u * i] = vec4f();
    parts[2u * i + 1u] = vec4f();
    return;
  }
  let t = i / params.rows;
  let record = recordOf(t, i % params.rows);
  let taken = u32(records[recordOf(t + 1u, i % params.rows) + params.action]);
  let all = logSum(first, record);
  let entropy = entropyOf(first, record, all);
  let before = transitions[i];
  let own = clippedOf(logitOf(first, record, taken) - all, before.z, before.x, params.clip);
  for (var c = 0u; c < params.columns; c++) {
    var g = 0.0;
    if (c < params.choices && canTake(record, c)) {
      let logProbability = policy[first + c] - all;
      let p = exp(logProbability);
      g = own.slope * (select(0.0, 1.0, c == taken) - p) + params.entropyWeight * p * (logProbability + entropy);
    }
    policyGrad[first + c] = weight * g;
  }
  parts[2u * i] = weight * vec4f(own.loss - params.entropyWeight * entropy, own.loss, 0.0, entropy);
  parts[2u * i + 1u] = weight * vec4f(own.isClipped, own.divergence, 0.0, 0.0);
}
