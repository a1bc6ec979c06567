// Target returns of transitions, from the values V of time steps, backward through time:
//   terminated: r;  truncated: r + gamma V[t+1];  else r + gamma ((1 - lambda) V[t+1] + lambda G[t+1]), with G = V at the last time step
// A reset passes on the return after it, decayed; after a termination at the end of a sequence there is none. ONE_STEP: lambda = 0, at
// resets too. Rows may belong together in groups: r is the mean of their rewards, scaled, and the first one's end counts.
// One invocation owns a group.
//#include lib/transition

override WORKGROUP: u32 = 64u;
override ONE_STEP: bool = false;

struct Params {
  timeSteps: u32,
  rows: u32,
  words: u32,
  groups: u32,
  columns: u32,
  steps: u32,
  reward: u32,
  end: u32,
  gamma: f32,
  lambda: f32,
  rewardScale: f32,
}

@group(0) @binding(0) var<storage, read> records: array<f32>;       // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read> value: array<f32>;         // [timeSteps, groups, columns]
@group(0) @binding(2) var<storage, read_write> returns: array<f32>; // [steps, groups]
@group(0) @binding(3) var<uniform> params: Params;

fn rewardOf(t: u32, first: u32, members: u32) -> f32 {
  var sum = 0.0;
  for (var row = first; row < first + members; row++) { sum += records[recordOf(t, row) + params.reward]; }
  return params.rewardScale * sum / f32(members);
}

fn isLastTerminated(first: u32) -> bool {
  for (var t = params.steps; t > 0u; t--) {
    let end = bitsAt(t, first, params.end);
    if ((end & RESET) == 0u) { return (end & TERMINATED) != 0u; }
  }
  return false;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let owner = id.x;
  if (owner >= params.groups) { return; }
  let members = params.rows / params.groups;
  let first = owner * members;
  var later = 0.0;
  if (!isLastTerminated(first)) { later = value[(params.steps * params.groups + owner) * params.columns]; }
  for (var t = params.steps; t > 0u; t--) {
    let end = bitsAt(t, first, params.end);
    let reward = rewardOf(t, first, members);
    let next = value[(t * params.groups + owner) * params.columns];
    if (!ONE_STEP && (end & RESET) != 0u) {
      later = params.lambda * params.gamma * later;
    } else if ((end & TERMINATED) != 0u) {
      later = reward;
    } else if (ONE_STEP || (end & TRUNCATED) != 0u) {
      later = fma(params.gamma, next, reward);
    } else {
      later = fma(params.gamma, (1.0 - params.lambda) * next + params.lambda * later, reward);
    }
    returns[(t - 1u) * params.groups + owner] = later;
  }
}
