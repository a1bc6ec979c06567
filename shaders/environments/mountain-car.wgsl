// One step of a car in a valley, too weak to drive straight up (MountainCarContinuous-v0 of Gymnasium): position p and speed v.
//   v = clip(v + 0.0015 clip(action, -1, 1) - 0.0025 cos 3p, -0.07, 0.07);  p = clip(p + v, -1.2, 0.6);  the left end stops the car
//   it ends where p >= 0.45 and v >= 0, which pays 100; each step costs 0.1 times the square of the action: of what was applied, or asked for
// One invocation owns an environment.
//#include lib/episode
//#include lib/trigonometry
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  timeSteps: u32,
  rows: u32,
  words: u32,
  environments: u32,
  stateWords: u32,
  seed: u32,
  split: u32,
  limit: u32,
  reward: u32,
  asked: u32, // 1: the cost is of the action before it is clipped
  seen: u32,  // a bit for each of p, v that is observed
}

@group(0) @binding(0) var<storage, read_write> rollout: array<f32>; // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read_write> states: array<f32>;  // [timeSteps, environments, stateWords]
@group(0) @binding(2) var<uniform> params: Params;
@group(1) @binding(0) var<uniform> step: u32;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let environment = flatIndex(id, groups, WORKGROUP);
  if (environment >= params.environments) { return; }
  var state: vec2f;
  if (isOver(environment)) {
    state = vec2f(fma(0.2, startDraws(environment, 0u).x, -0.6), 0.0);
    beginEpisode(environment);
  } else {
    let before = stateAt(step, environment) + HEAD;
    let action = rollout[recordAt(step + 1u, environment) + params.reward - 1u];
    let applied = clamp(action, -1.0, 1.0);
    let position = states[before];
    let pulled = fma(-0.0025, sineCosine(3.0 * position).y, fma(0.0015, applied, states[before + 1u]));
    let speed = clamp(pulled, -0.07, 0.07);
    state = vec2f(clamp(position + speed, -1.2, 0.6), speed);
    if (state.x == -1.2 && speed < 0.0) { state.y = 0.0; }
    let terminated = state.x >= 0.45 && state.y >= 0.0;
    let paid = select(applied, action, params.asked == 1u);
    writeReward(environment, select(0.0, 100.0, terminated) - 0.1 * paid * paid);
    goOn(environment, terminated);
  }
  let after = stateAt(step + 1u, environment) + HEAD;
  var place = recordAt(step + 1u, environment);
  for (var i = 0u; i < 2u; i++) {
    states[after + i] = state[i];
    if ((params.seen & (1u << i)) != 0u) {
      rollout[place] = state[i];
      place++;
    }
  }
}
