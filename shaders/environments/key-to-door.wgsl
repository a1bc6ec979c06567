// One step through three rooms of 7 x 11 cells (Key-to-Door of Hung et al., 2019, as in pomdp-baselines). 15 steps in the first, where a key
// lies: stepping on it takes it, and a mark in the wall shows for one time step. 60 in the second, where ten apples pay 1 each and come back
// 21 steps after they were taken. 10 in the last, whose door stops whoever has no key; the first step on it with the key pays 5. Then the
// episode ends. Actions: north, south, west, east; a wall stops.
// Observed: planes of 5 x 5 cells around the agent, of wall, key, apple, door, mark, and the agent itself. A cell has one thing: the
// agent before the mark before the rest. A state: row and column; key 0 lies, 1 carried, 2 spent; its place; 1 where the mark shows; then of
// the places of apples (every second of the room's 45 cells): 1 an apple, 0 none, -n one that comes back in n steps.
// One invocation owns an environment.
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
  if (isOver(environment)) {
    let u = startDraws(environment, 0u);
    let own = pick(u.y, 10.0);
    states[after] = 4.0 + floor(own / 5.0);
    states[after + 1u] = 3.0 + own % 5.0;
    states[after + 2u] = 0.0;
    states[after + 3u] = pick(u.x, 10.0);
    states[after + 4u] = 0.0;
    layApples(environment, after + 5u);
    beginEpisode(environment);
  } else {
    let time = elapsedOf(environment);
    let place = walked(before, time, u32(rollout[recordAt(step + 1u, environment) + params.reward - 1u]));
    var key = states[before + 2u];
    let keyAt = u32(states[before + 3u]);
    let takes = time < 15u && key == 0.0 && all(place == vec2i(1 + i32(keyAt / 5u), 3 + i32(keyAt % 5u)));
    let opens = time >= 75u && key == 1.0 && all(place == vec2i(1, 5));
    if (takes) { key = 1.0; }
    if (opens) { key = 2.0; }
    let eaten = applesOn(before + 5u, after + 5u, place, time >= 15u && time < 75u);
    // The last step in a room leads to the next one.
    let shown = select(select(place, vec2i(5, 5), time == 14u), vec2i(3, 5), time == 74u);
    states[after] = f32(shown.x);
    states[after + 1u] = f32(shown.y);
    states[after + 2u] = key;
    states[after + 3u] = f32(keyAt);
    states[after + 4u] = select(0.0, 1.0, takes && time < 14u);
    writeReward(environment, select(eaten, 5.0, opens));
    goOn(environment, time == 84u);
  }
  observe(environment, after);
}

// Which room a time step is in; the last one's is that of the end, too.
fn roomOf(time: u32) -> u32 { return select(select(1u, 0u, time < 15u), 2u, time >= 75u); }

// A bit for each column of a row that is wall: the first room, that of apples, that of the door.
fn isWall(room: u32, row: i32, column: i32) -> bool {
  var walls = array<u32, 21>(
    0x1fcu, 0x104u, 0x104u, 0x18cu, 0x104u, 0x104u, 0x1fcu,
    0x7ffu, 0x401u, 0x401u, 0x401u, 0x401u, 0x401u, 0x7ffu,
    0x000u, 0x0d8u, 0x088u, 0x088u, 0x088u, 0x0f8u, 0x000u,
  );
  return ((walls[7u * room + u32(row)] >> u32(column)) & 1u) == 1u;
}

fn isOnBoard(row: i32, column: i32) -> bool { return row >= 0 && row < 7 && column >= 0 && column < 11; }

fn walked(own: u32, time: u32, action: u32) -> vec2i {
  let here = vec2i(i32(states[own]), i32(states[own + 1u]));
  var to = here;
  switch action {
    case 0u: { to.x--; }
    case 1u: { to.x++; }
    case 2u: { to.y--; }
    default: { to.y++; }
  }
  let room = roomOf(time);
  if (!isOnBoard(to.x, to.y)) { return here; }
  let locked = room == 2u && all(to == vec2i(1, 5)) && states[own + 2u] == 0.0;
  return select(to, here, isWall(room, to.x, to.y) || locked);
}

// Ten of the 22 places, all sets of ten equally likely: a place is taken with the probability that it is one of those still needed.
fn layApples(environment: u32, apples: u32) {
  var needed = 10.0;
  var left = 22.0;
  for (var i = 0u; i < 23u; i++) {
    states[apples + i] = 0.0;
    // Where the agent stands at first.
    if (i == 20u) { continue; }
    let drawn = u32(22.0 - left);
    if (startDraws(environment, 1u + drawn / 4u)[drawn % 4u] * left < needed) {
      states[apples + i] = 1.0;
      needed -= 1.0;
    }
    left -= 1.0;
  }
}

// What the apples are a step later, and what it pays.
fn applesOn(apples: u32, later: u32, place: vec2i, inside: bool) -> f32 {
  var eaten = 0.0;
  for (var i = 0u; i < 23u; i++) {
    let cell = 2 * i32(i);
    var apple = states[apples + i];
    if (inside) {
      if (apple == 1.0 && all(place == vec2i(1 + cell / 9, 1 + cell % 9))) {
        apple = -21.0;
        eaten = 1.0;
      } else if (apple < 0.0) {
        apple = select(apple + 1.0, 1.0, apple == -1.0);
      }
    }
    states[later + i] = apple;
  }
  return eaten;
}

fn observe(environment: u32, own: u32) {
  let record = recordAt(step + 1u, environment);
  let room = roomOf(u32(states[own - HEAD]));
  for (var i = 0u; i < 25u; i++) {
    let thing = thingAt(room, own, i32(states[own]) + i32(i / 5u) - 2, i32(states[own + 1u]) + i32(i % 5u) - 2);
    for (var plane = 0u; plane < 6u; plane++) { rollout[record + 25u * plane + i] = select(0.0, 1.0, plane == thing); }
  }
}

// The plane of what is in a cell; 6 where nothing is.
fn thingAt(room: u32, own: u32, row: i32, column: i32) -> u32 {
  if (!isOnBoard(row, column)) { return 6u; }
  if (row == i32(states[own]) && column == i32(states[own + 1u])) { return 5u; }
  if (room == 0u && states[own + 4u] == 1.0 && row == 0 && column == 5) { return 4u; }
  if (isWall(room, row, column)) { return 0u; }
  let keyAt = i32(states[own + 3u]);
  if (room == 0u && states[own + 2u] == 0.0 && row == 1 + keyAt / 5 && column == 3 + keyAt % 5) { return 1u; }
  if (room == 2u && row == 1 && column == 5) { return 3u; }
  let cell = 9 * (row - 1) + column - 1;
  if (room == 1u && cell % 2 == 0 && states[own + 5u + u32(cell / 2)] == 1.0) { return 2u; }
  return 6u;
}
