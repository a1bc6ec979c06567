// One day of the switch riddle: n prisoners, one of them in a room with a light, who does nothing, toggles it, or announces.
//   reward of all = +1 if one announces and all have been in the room, -1 if one announces too soon; both end it, as the last day does
// A state is who is in the room, whether the light is on, and who has been there on a day before.
// A prisoner observes whether it is in the room, and there whether the light is on. One invocation owns an environment.
//#include lib/episode
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override GIVEN: u32 = 0u; // 1: who is in the room on the next day is given

const VISITS = 1u;        // a stream of random numbers
const VISITOR = 2u;       // words of the state
const LIGHT = 3u;
const BEEN = 4u;
const SWITCH = 1u;        // actions
const TELL = 2u;

struct Params {
  givenSteps: u32,
  givenEnvironments: u32,
  givenWords: u32,
  timeSteps: u32,
  rows: u32,
  words: u32,
  environments: u32,
  stateWords: u32,
  seed: u32,
  split: u32,
  limit: u32,
  reward: u32,
  agents: u32,
  days: u32,
}

@group(0) @binding(0) var<storage, read> given: array<f32>;         // [givenSteps, givenEnvironments, givenWords], GIVEN only
@group(0) @binding(1) var<storage, read_write> rollout: array<f32>; // [timeSteps, rows, words]
@group(0) @binding(2) var<storage, read_write> states: array<f32>;  // [timeSteps, environments, stateWords]
@group(0) @binding(3) var<uniform> params: Params;
@group(1) @binding(0) var<uniform> step: u32;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let environment = flatIndex(id, groups, WORKGROUP);
  if (environment >= params.environments) { return; }
  let first = rowOf(environment);
  let before = stateAt(step, environment);
  let after = stateAt(step + 1u, environment);
  let visitors = f32(params.agents);
  var next = 0.0;
  var light = 0.0;
  if (isOver(environment)) {
    next = pick(startDraws(environment, 0u).x, visitors);
    for (var i = 0u; i < params.agents; i++) { states[after + BEEN + i] = 0.0; }
    beginEpisode(environment);
  } else {
    let visitor = u32(states[before + VISITOR]);
    let action = u32(rollout[recordAt(step + 1u, first + visitor) + params.reward - 1u]);
    light = states[before + LIGHT];
    if (action == SWITCH) { light = 1.0 - light; }
    var all = true;
    for (var i = 0u; i < params.agents; i++) {
      let been = i == visitor || states[before + BEEN + i] == 1.0;
      all = all && been;
      states[after + BEEN + i] = f32(been);
    }
    let told = action == TELL;
    for (var i = 0u; i < params.agents; i++) { writeReward(first + i, select(0.0, select(-1.0, 1.0, all), told)); }
    let day = elapsedOf(environment) + 1u;
    if (GIVEN == 1u) {
      next = given[(step * params.givenEnvironments + environment) * params.givenWords];
    } else {
      next = pick(units(philox(vec2u(params.seed, params.split), environment, VISITS, u32(states[before + 1u]), day)).x, visitors);
    }
    goOn(environment, told || day >= params.days);
  }
  states[after + VISITOR] = next;
  states[after + LIGHT] = light;
  for (var i = 0u; i < params.agents; i++) {
    let record = recordAt(step + 1u, first + i);
    let inside = f32(f32(i) == next);
    rollout[record] = inside;
    rollout[record + 1u] = inside * light;
  }
}
