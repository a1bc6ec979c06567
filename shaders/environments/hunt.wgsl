// One step of a hunt on a board of size x size cells: predators, and a prey. Actions: stay, north, south, west, east, grab.
//   reward of all = 1 if it is caught, less 0.01; it is caught, which ends the episode, if two or more next to it grab in the same step
// Predators move one after another, then the prey, which in half of all steps stays and in the others draws one of the first five
// actions. The edge stops, and so does a cell that is taken.
// Observed: planes of the cells around a predator, row by row, of what is beyond the edge, of predators, itself among them, and of the
// prey; then which predator it is. A state: row and column of each predator and of the prey. One invocation owns an environment.
//#include lib/episode
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override GIVEN: u32 = 0u; // 1: the prey's move is given

const STRAYS = 1u;        // a stream of random numbers
const GRAB = 5u;          // an action
const NEEDED = 2u;
const STEP_COST = 0.01;

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
  size: u32,
  sight: u32,
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
  let before = stateAt(step, environment) + HEAD;
  let after = stateAt(step + 1u, environment) + HEAD;
  if (isOver(environment)) {
    for (var i = 0u; i <= params.agents; i++) { layBody(environment, after, i); }
    beginEpisode(environment);
  } else {
    let isCaught = caught(environment, before);
    for (var i = 0u; i < 2u * (params.agents + 1u); i++) { states[after + i] = states[before + i]; }
    for (var i = 0u; i < params.agents; i++) { moveBody(after, i, actionOf(environment, i)); }
    moveBody(after, params.agents, strays(environment));
    for (var i = 0u; i < params.agents; i++) { writeReward(rowOf(environment) + i, f32(isCaught) - STEP_COST); }
    goOn(environment, isCaught);
  }
  for (var i = 0u; i < params.agents; i++) { observe(recordAt(step + 1u, rowOf(environment) + i), after, i); }
}

fn actionOf(environment: u32, i: u32) -> u32 { return u32(rollout[recordAt(step + 1u, rowOf(environment) + i) + params.reward - 1u]); }

// Where a body is: one of the predators, or behind them the prey.
fn cellOf(own: u32, i: u32) -> vec2i { return vec2i(i32(states[own + 2u * i]), i32(states[own + 2u * i + 1u])); }

fn setCell(own: u32, i: u32, cell: vec2i) {
  states[own + 2u * i] = f32(cell.x);
  states[own + 2u * i + 1u] = f32(cell.y);
}

// Whether one of the first `count` bodies, other than `except`, is in a cell.
fn isTaken(own: u32, count: u32, except: u32, cell: vec2i) -> bool {
  for (var i = 0u; i < count; i++) {
    if (i != except && all(cellOf(own, i) == cell)) { return true; }
  }
  return false;
}

// One of the cells, row by row, that no earlier body is in.
fn layBody(environment: u32, own: u32, i: u32) {
  let cells = params.size * params.size;
  var free = pick(startDraws(environment, i / 4u)[i % 4u], f32(cells - i));
  for (var at = 0u; at < cells; at++) {
    let cell = vec2i(i32(at / params.size), i32(at % params.size));
    if (isTaken(own, i, i, cell)) { continue; }
    if (free == 0.0) {
      setCell(own, i, cell);
      return;
    }
    free -= 1.0;
  }
}

fn caught(environment: u32, own: u32) -> bool {
  var grabs = 0u;
  for (var i = 0u; i < params.agents; i++) {
    let apart = abs(cellOf(own, i) - cellOf(own, params.agents));
    if (apart.x + apart.y == 1 && actionOf(environment, i) == GRAB) { grabs++; }
  }
  return grabs >= NEEDED;
}

fn moveBody(own: u32, i: u32, action: u32) {
  var to = cellOf(own, i);
  switch action {
    case 1u: { to.x--; }
    case 2u: { to.x++; }
    case 3u: { to.y--; }
    case 4u: { to.y++; }
    default: {}
  }
  to = clamp(to, vec2i(0), vec2i(i32(params.size) - 1));
  if (!isTaken(own, params.agents + 1u, i, to)) { setCell(own, i, to); }
}

fn strays(environment: u32) -> u32 {
  if (GIVEN == 1u) { return u32(given[(step * params.givenEnvironments + environment) * params.givenWords]); }
  let episode = u32(states[stateAt(step, environment) + 1u]);
  let u = units(philox(vec2u(params.seed, params.split), environment, STRAYS, episode, elapsedOf(environment) + 1u));
  return select(u32(pick(u.y, f32(GRAB))), 0u, u.x < 0.5);
}

fn observe(record: u32, own: u32, i: u32) {
  let side = 2u * params.sight + 1u;
  let cells = side * side;
  for (var at = 0u; at < cells; at++) {
    let cell = cellOf(own, i) + vec2i(i32(at / side), i32(at % side)) - i32(params.sight);
    let isInside = all(cell >= vec2i(0)) && all(cell < vec2i(i32(params.size)));
    rollout[record + at] = f32(!isInside);
    rollout[record + cells + at] = f32(isTaken(own, params.agents, params.agents, cell));
    rollout[record + 2u * cells + at] = f32(all(cell == cellOf(own, params.agents)));
  }
  for (var j = 0u; j < params.agents; j++) { rollout[record + 3u * cells + j] = f32(i == j); }
}
