// One step in a corridor with a fork at its end (the T-mazes of Ni et al., When Do Transformers Shine in RL?, 2023). Actions: right, up, left,
// down; a wall stops. Up or down of the fork is the goal, which is shown only once: in the passive maze at the start, at its very beginning; in
// the active one at an oracle a cell left of the start, when it is first reached. A step that leaves the agent behind one that always goes
// right costs 1 / length; the last pays 1 at the goal. Observed: [0, goal] where it is shown, [1, y] at the fork, else zeros.
// A state: x, y, the goal (1 or -1), and whether it was shown: 0 not yet, 1 at this time step, 2 before. One invocation owns an environment.
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
  lead: u32, // cells between the oracle and the start: 1 in the active maze, else 0
}

@group(0) @binding(0) var<storage, read_write> rollout: array<f32>; // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read_write> states: array<f32>;  // [timeSteps, environments, stateWords]
@group(0) @binding(2) var<uniform> params: Params;
@group(1) @binding(0) var<uniform> step: u32;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let environment = flatIndex(id, groups, WORKGROUP);
  if (environment >= params.environments) { return; }
  let before = stateAt(step, environment) + HEAD;
  let after = stateAt(step + 1u, environment) + HEAD;
  let fork = f32(params.length + params.lead);
  var place = vec2f(f32(params.lead), 0.0);
  var goal = 0.0;
  var told = 1.0 - place.x;
  if (isOver(environment)) {
    goal = select(-1.0, 1.0, startDraws(environment, 0u).x < 0.5);
    beginEpisode(environment);
  } else {
    place = walked(vec2f(states[before], states[before + 1u]), u32(rollout[recordAt(step + 1u, environment) + params.reward - 1u]), fork);
    goal = states[before + 2u];
    told = select(select(0.0, 1.0, place.x == 0.0), 2.0, states[before + 3u] > 0.0);
    let elapsed = elapsedOf(environment) + 1u;
    let last = elapsed == params.length + 1u + 2u * params.lead;
    let behind = place.x < f32(elapsed) - f32(params.lead);
    writeReward(environment, select(select(0.0, -1.0 / f32(params.length), behind), select(0.0, 1.0, place.y == goal), last));
    goOn(environment, last);
  }
  states[after] = place.x;
  states[after + 1u] = place.y;
  states[after + 2u] = goal;
  states[after + 3u] = told;
  let record = recordAt(step + 1u, environment);
  let atFork = place.x == fork;
  rollout[record] = select(0.0, 1.0, atFork);
  rollout[record + 1u] = select(select(0.0, goal, told == 1.0), place.y, atFork);
}

fn walked(place: vec2f, action: u32, fork: f32) -> vec2f {
  let turned = place.y != 0.0;
  switch action {
    case 0u: { return vec2f(select(min(place.x + 1.0, fork), place.x, turned), place.y); }
    case 2u: { return vec2f(select(max(place.x - 1.0, 0.0), place.x, turned), place.y); }
    default: { return vec2f(place.x, select(place.y, clamp(place.y + 2.0 - f32(action), -1.0, 1.0), place.x == fork)); }
  }
}
