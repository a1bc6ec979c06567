// One step of a pendulum that a motor turns (Pendulum-v1 of Gymnasium): th, upright at 0 and never wrapped, and its speed w.
//   u = 2 clip(action, -1, 1)
//   reward = -(norm(th)^2 + 0.1 w^2 + 0.001 u^2), of the state before the step; norm in [-pi, pi]
//   w = clip(w + 0.05 (15 sin th + 3 u), -8, 8);  th = th + 0.05 w, by the new speed
// It ends by the clock alone. One invocation owns an environment.
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
  seen: u32, // a bit for each of cos th, sin th, w that is observed
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
    state = (2.0 * startDraws(environment, 0u).xy - 1.0) * vec2f(3.1415927, 1.0);
    beginEpisode(environment);
  } else {
    let before = stateAt(step, environment) + HEAD;
    let action = rollout[recordAt(step + 1u, environment) + params.reward - 1u];
    let torque = 2.0 * clamp(action, -1.0, 1.0);
    let angle = states[before];
    let speed = states[before + 1u];
    let lean = wrapped(angle);
    writeReward(environment, -(lean * lean + 0.1 * speed * speed + 0.001 * torque * torque));
    let faster = clamp(fma(0.05, 15.0 * sineCosine(angle).x + 3.0 * torque, speed), -8.0, 8.0);
    state = vec2f(fma(0.05, faster, angle), faster);
    goOn(environment, false);
  }
  let after = stateAt(step + 1u, environment) + HEAD;
  states[after] = state.x;
  states[after + 1u] = state.y;
  let turn = sineCosine(state.x);
  let numbers = vec3f(turn.y, turn.x, state.y);
  var place = recordAt(step + 1u, environment);
  for (var i = 0u; i < 3u; i++) {
    if ((params.seen & (1u << i)) != 0u) {
      rollout[place] = numbers[i];
      place++;
    }
  }
}
