// One step of a pole on a cart that is pushed left or right (CartPole-v1 of Gymnasium): x, v of the cart, th, w of the pole, upright at 0.
//   push = (F + m l w^2 sin th) / M;  F = +-10, M = 1.1, m l = 0.05, l = 0.5
//   w' = (g sin th - push cos th) / (l (4/3 - m cos^2 th / M));  v' = push - m l w' cos th / M
//   all four continue by 0.02 times their slopes before the step; it ends where |x| > 2.4 or |th| > 12 degrees, and pays 1 a step
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
  seen: u32, // a bit for each of x, v, th, w that is observed
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
    state = fma(vec4f(0.1), startDraws(environment, 0u), vec4f(-0.05));
    beginEpisode(environment);
  } else {
    let before = stateAt(step, environment) + HEAD;
    let action = rollout[recordAt(step + 1u, environment) + params.reward - 1u];
    state = moved(vec4f(states[before], states[before + 1u], states[before + 2u], states[before + 3u]), select(-10.0, 10.0, action == 1.0));
    writeReward(environment, 1.0);
    goOn(environment, abs(state.x) > 2.4 || abs(state.z) > 0.20943951);
  }
  let after = stateAt(step + 1u, environment) + HEAD;
  var place = recordAt(step + 1u, environment);
  for (var i = 0u; i < 4u; i++) {
    states[after + i] = state[i];
    if ((params.seen & (1u << i)) != 0u) {
      rollout[place] = state[i];
      place++;
    }
  }
}

fn moved(s: vec4f, force: f32) -> vec4f {
  let turn = sineCosine(s.z);
  let push = fma(0.05 * s.w * s.w, turn.x, force) / 1.1;
  let turning = (9.8 * turn.x - turn.y * push) / (0.5 * (1.3333334 - 0.1 * turn.y * turn.y / 1.1));
  let rushing = push - 0.05 * turning * turn.y / 1.1;
  return fma(vec4f(0.02), vec4f(s.y, rushing, s.w, turning), s);
}
