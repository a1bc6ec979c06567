// One step of two links of which a motor turns the second (Acrobot-v1 of Gymnasium, the equations of Sutton and Barto's book): th1, 0 where it
// hangs, th2 from the first link on, and their speeds w1, w2. Action 0, 1, 2 is the torque a = -1, 0, 1.
//   d1 = 3.5 + cos th2;  d2 = 1.25 + 0.5 cos th2;  p2 = 4.9 sin(th1 + th2)
//   p1 = -0.5 w2^2 sin th2 - w2 w1 sin th2 + 14.7 sin th1 + p2
//   w2' = (a + d2/d1 p1 - 0.5 w1^2 sin th2 - p2) / (1.25 - d2^2/d1);  w1' = -(d2 w2' + p1) / d1
// One classical Runge-Kutta step of 0.2 with a held; angles are wrapped into [-pi, pi], speeds clipped to 4 pi and 9 pi. It ends, and pays 0
// instead of -1, where the tip is a link above the joint: -cos th1 - cos(th1 + th2) > 1. One invocation owns an environment.
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
  seen: u32, // a bit for each of cos th1, sin th1, cos th2, sin th2, w1, w2 that is observed
}

@group(0) @binding(0) var<storage, read_write> rollout: array<f32>; // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read_write> states: array<f32>;  // [timeSteps, environments, stateWords]
@group(0) @binding(2) var<uniform> params: Params;
@group(1) @binding(0) var<uniform> step: u32;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let environment = flatIndex(id, groups, WORKGROUP);
  if (environment >= params.environments) { return; }
  var state: vec4f;
  if (isOver(environment)) {
    state = fma(vec4f(0.2), startDraws(environment, 0u), vec4f(-0.1));
    beginEpisode(environment);
  } else {
    let before = stateAt(step, environment) + HEAD;
    let action = rollout[recordAt(step + 1u, environment) + params.reward - 1u];
    state = swung(vec4f(states[before], states[before + 1u], states[before + 2u], states[before + 3u]), action - 1.0);
    let terminated = -sineCosine(state.x).y - sineCosine(state.x + state.y).y > 1.0;
    writeReward(environment, select(-1.0, 0.0, terminated));
    goOn(environment, terminated);
  }
  let after = stateAt(step + 1u, environment) + HEAD;
  for (var i = 0u; i < 4u; i++) { states[after + i] = state[i]; }
  let first = sineCosine(state.x);
  let second = sineCosine(state.y);
  var numbers = array<f32, 6>(first.y, first.x, second.y, second.x, state.z, state.w);
  var place = recordAt(step + 1u, environment);
  for (var i = 0u; i < 6u; i++) {
    if ((params.seen & (1u << i)) != 0u) {
      rollout[place] = numbers[i];
      place++;
    }
  }
}

fn swung(s: vec4f, torque: f32) -> vec4f {
  let k1 = slopes(s, torque);
  let k2 = slopes(fma(vec4f(0.1), k1, s), torque);
  let k3 = slopes(fma(vec4f(0.1), k2, s), torque);
  let k4 = slopes(fma(vec4f(0.2), k3, s), torque);
  let moved = fma(vec4f(0.2 / 6.0), k1 + 2.0 * k2 + 2.0 * k3 + k4, s);
  let limits = vec2f(12.566371, 28.274334);
  return vec4f(wrapped(moved.x), wrapped(moved.y), clamp(moved.zw, -limits, limits));
}

fn slopes(s: vec4f, torque: f32) -> vec4f {
  let bend = sineCosine(s.y);
  let d1 = 3.5 + bend.y;
  let d2 = fma(0.5, bend.y, 1.25);
  let p2 = 4.9 * sineCosine(s.x + s.y).x;
  let p1 = p2 + 14.7 * sineCosine(s.x).x - (0.5 * s.w + s.z) * s.w * bend.x;
  let second = (torque + d2 / d1 * p1 - 0.5 * s.z * s.z * bend.x - p2) / (1.25 - d2 * d2 / d1);
  return vec4f(s.zw, -(d2 * second + p1) / d1, second);
}
