// Generalized advantage estimation (Schulman et al. 2016), backward through time:
//   delta[t] = r[t+1] + gamma V[t+1] (1 - terminated) - V[t];  A[t] = delta[t] + gamma lambda (1 - over) A[t+1];  return[t] = A[t] + V[t]
// with over where the transition terminated or was truncated. A reset has no advantage and passes none on.
// What PPO needs of a transition is in one vec4. One invocation owns a row.
//#include lib/transition

override WORKGROUP: u32 = 64u;

struct Params {
  timeSteps: u32,
  rows: u32,
  words: u32,
  columns: u32,
  steps: u32,
  reward: u32,
  end: u32,
  gamma: f32,
  lambda: f32,
  rewardScale: f32,
}

@group(0) @binding(0) var<storage, read> records: array<f32>;             // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read> value: array<f32>;               // [timeSteps, rows, columns]
@group(0) @binding(2) var<storage, read> logProbability: array<f32>;      // [steps, rows]
@group(0) @binding(3) var<storage, read_write> transitions: array<vec4f>; // [steps, rows, 4]: advantage, return, logProbability, value
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.x;
  if (row >= params.rows) { return; }
  var advantage = 0.0;
  var next = value[(params.steps * params.rows + row) * params.columns];
  for (var t = params.steps; t > 0u; t--) {
    let at = (t - 1u) * params.rows + row;
    let own = value[at * params.columns];
    let end = bitsAt(t, row, params.end);
    let reward = params.rewardScale * records[recordOf(t, row) + params.reward];
    let delta = fma(params.gamma, select(next, 0.0, (end & TERMINATED) != 0u), reward - own);
    let kept = select(params.gamma * params.lambda, 0.0, (end & (TERMINATED | TRUNCATED)) != 0u);
    advantage = select(fma(kept, advantage, delta), 0.0, (end & RESET) != 0u);
    transitions[at] = vec4f(advantage, advantage + own, logProbability[at], own);
    next = own;
  }
}
