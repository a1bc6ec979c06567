// The loss of a categorical policy that two critics judge, sum p (alpha ln max(p, MIN) - min(Q1, Q2)), as a mean over the transitions that
// count, and its gradient to the logits: with s the derivative by p,  w p (s - sum p s). One invocation owns a time step of a row.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

const MIN = 1e-8;

struct Params {
  timeSteps: u32,
  rows: u32,
  columns: u32,
  choices: u32,
}

@group(0) @binding(0) var<storage, read> probabilities: array<f32>;    // [timeSteps, rows, columns]: p
@group(0) @binding(1) var<storage, read> q1: array<f32>;               // [timeSteps, rows, columns]
@group(0) @binding(2) var<storage, read> q2: array<f32>;               // [timeSteps, rows, columns]
@group(0) @binding(3) var<storage, read> weights: array<f32>;          // [timeSteps, rows]
@group(0) @binding(4) var<storage, read> logAlpha: array<f32>;         // [4]: ln alpha first
@group(0) @binding(5) var<storage, read_write> policyGrad: array<f32>; // [timeSteps, rows, columns]
@group(0) @binding(6) var<storage, read_write> parts: array<vec4f>;    // [timeSteps, rows, 4]: loss, - sum p ln p, sum p min(Q1, Q2)
@group(0) @binding(7) var<uniform> params: Params;

fn termOf(at: u32, alpha: f32) -> f32 {
  return alpha * log(max(probabilities[at], MIN)) - min(q1[at], q2[at]);
}

// The derivative by p of p times that.
fn slopeOf(at: u32, alpha: f32) -> f32 {
  return termOf(at, alpha) + select(0.0, alpha, probabilities[at] >= MIN);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.timeSteps * params.rows) { return; }
  let first = i * params.columns;
  for (var c = 0u; c < params.columns; c++) { policyGrad[first + c] = 0.0; }
  parts[i] = vec4f();
  let weight = weights[i];
  if (weight == 0.0) { return; }
  let alpha = exp(logAlpha[0]);
  var sums = vec4f();
  for (var a = 0u; a < params.choices; a++) {
    let at = first + a;
    let p = probabilities[at];
    sums += p * vec4f(termOf(at, alpha), -log(max(p, MIN)), min(q1[at], q2[at]), slopeOf(at, alpha));
  }
  for (var a = 0u; a < params.choices; a++) {
    policyGrad[first + a] = weight * probabilities[first + a] * (slopeOf(first + a, alpha) - sums.w);
  }
  parts[i] = weight * vec4f(sums.xyz, 0.0);
}
