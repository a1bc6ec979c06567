// One step of joint recall: two agents each see a sign of their own, -1 or 1, at the first time step, and are asked for it `length` steps later.
//   reward of both = 1 if, when asked, both say their own sign in the same step; action 0 is -1, action 1 is 1
// Being asked ends the episode. Observed: the own sign at the first time step, whether it is that one, whether they are asked, and which agent
// it is. A state: both signs, whether they are shown, whether they are asked for. One invocation owns an environment.
//#include lib/episode
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

const PAIR = 2u;
const SIGNS = 2u;         // words of the state
const SHOWN = 4u;
const ASKED = 5u;

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
  length: u32,
}

@group(0) @binding(0) var<storage, read_write> rollout: array<f32>; // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read_write> states: array<f32>;  // [timeSteps, environments, stateWords]
@group(0) @binding(2) var<uniform> params: Params;
@group(1) @binding(0) var<uniform> step: u32;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let environment = flatIndex(id, groups, WORKGROUP);
  if (environment >= params.environments) { return; }
  let first = rowOf(environment);
  let before = stateAt(step, environment);
  let after = stateAt(step + 1u, environment);
  let begins = isOver(environment);
  if (begins) {
    let u = startDraws(environment, 0u);
    for (var i = 0u; i < PAIR; i++) { states[after + SIGNS + i] = select(-1.0, 1.0, u[i] < 0.5); }
    states[after + ASKED] = 0.0;
    beginEpisode(environment);
  } else {
    let asked = states[before + ASKED] == 1.0;
    var right = asked;
    for (var i = 0u; i < PAIR; i++) {
      let sign = states[before + SIGNS + i];
      right = right && 2.0 * rollout[recordAt(step + 1u, first + i) + params.reward - 1u] - 1.0 == sign;
      states[after + SIGNS + i] = sign;
    }
    for (var i = 0u; i < PAIR; i++) { writeReward(first + i, f32(right)); }
    states[after + ASKED] = f32(elapsedOf(environment) + 1u == params.length);
    goOn(environment, asked);
  }
  let shown = f32(begins);
  states[after + SHOWN] = shown;
  for (var i = 0u; i < PAIR; i++) {
    let record = recordAt(step + 1u, first + i);
    rollout[record] = shown * states[after + SIGNS + i];
    rollout[record + 1u] = shown;
    rollout[record + 2u] = states[after + ASKED];
    for (var j = 0u; j < PAIR; j++) { rollout[record + 3u + j] = f32(i == j); }
  }
}
