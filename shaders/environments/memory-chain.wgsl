// One step of remembering a bit (the memory chain of bsuite). The observation is that of the previous time: o(time) = [1 - time / length,
// query, context at time 0 only], so the context, 1 or -1, is seen at the start and after the first step. The action of the last
// step, number length + 1, answers: 1 if it is the bit, else -1. A state: the bit. One invocation owns an environment.
//#include lib/episode
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
  let after = stateAt(step + 1u, environment) + HEAD;
  var context = 0.0;
  var time = 0u;
  if (isOver(environment)) {
    context = select(0.0, 1.0, startDraws(environment, 0u).x < 0.5);
    beginEpisode(environment);
  } else {
    context = states[stateAt(step, environment) + HEAD];
    time = elapsedOf(environment);
    let last = time == params.length;
    let answer = rollout[recordAt(step + 1u, environment) + params.reward - 1u];
    writeReward(environment, select(0.0, select(-1.0, 1.0, answer == context), last));
    goOn(environment, last);
  }
  states[after] = context;
  let record = recordAt(step + 1u, environment);
  rollout[record] = 1.0 - f32(time) / f32(params.length);
  rollout[record + 1u] = 0.0;
  rollout[record + 2u] = select(0.0, 2.0 * context - 1.0, time == 0u);
}
