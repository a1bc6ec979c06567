// PPO's loss of a policy of normal distributions, clipped objective - entropyWeight entropy, as a mean over the transitions that count, and
// its gradient: with z = (action - mean) / std and s the slope of the objective,  w s z / std  to a mean, and
// w (s (z^2 - 1) - entropyWeight)  to the log of a standard deviation, which all transitions share: its terms are stored to be summed.
// What does not count or is padding has no gradient. The value's loss is added to parts afterwards. One invocation owns a time step of a row.
//#include lib/transition
//#include lib/normal-policy
//#include lib/clipped
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
  clip: f32,
  entropyWeight: f32,
}

@group(0) @binding(0) var<storage, read> records: array<f32>;          // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read> policy: array<f32>;           // [timeSteps, rows, columns]: means
@group(0) @binding(2) var<storage, read> logStd: array<f32>;           // [columns]
@group(0) @binding(3) var<storage, read> transitions: array<vec4f>;    // [steps, rows, 4]
@group(0) @binding(4) var<storage, read> weights: array<f32>;          // [timeSteps, rows]
@group(0) @binding(5) var<storage, read_write> policyGrad: array<f32>; // [timeSteps, rows, columns]
@group(0) @binding(6) var<storage, read_write> stdTerms: array<f32>;   // [timeSteps, rows, columns]
@group(0) @binding(7) var<storage, read_write> parts: array<vec4f>;    // [timeSteps, rows, 8]: loss, policy, value, entropy; clipped, divergence
@group(0) @binding(8) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.timeSteps * params.rows) { return; }
  let first = i * params.columns;
  for (var c = 0u; c < params.columns; c++) {
    policyGrad[first + c] = 0.0;
    stdTerms[first + c] = 0.0;
  }
  parts[2u * i] = vec4f();
  parts[2u * i + 1u] = vec4f();
  let weight = weights[i];
  if (weight == 0.0) { return; }
  let action = recordOf(i / params.rows + 1u, i % params.rows) + params.action;
  let entropy = entropyOf();
  let before = transitions[i];
  let own = clippedOf(logDensity(first, action), before.z, before.x, params.clip);
  for (var d = 0u; d < params.dimensions; d++) {
    let z = deviations(first, action, d);
    policyGrad[first + d] = weight * own.slope * z * exp(-logStd[d]);
    stdTerms[first + d] = weight * (own.slope * fma(z, z, -1.0) - params.entropyWeight);
  }
  parts[2u * i] = weight * vec4f(own.loss - params.entropyWeight * entropy, own.loss, 0.0, entropy);
  parts[2u * i + 1u] = weight * vec4f(own.isClipped, own.divergence, 0.0, 0.0);
}
