// One step of a skirmish (the rules of SMAX): two teams of units on a field with a border, of which the second follows a script.
// A step is 8 ticks of 1/16 s with the same actions, all units of a tick from the previous positions at once:
//   an action below 4 moves (north, east, south, west), one above attacks the foe of that number; enemies count their foes in reverse
//   a shot hits where its foe is in range, both live, and the cooldown is 0 or less; then the cooldown is that of the kind + [-1, 2)/16 s
//   health' = max(0, health - sum of hits), 0 at the border; then once x += 1/2 sum over living pairs (x - x_j) max(0, reach / |x - x_j| - 1)
//   reward of all allies = share of the enemies' health that was lost, + 1 where all enemies are dead and an ally lives
// Script: shoots the closest foe in range and continues with it; else walks to one it sees, drawn at random; else to its start through the middle.
// A state is 8 words a unit (x, y, health, cooldown, action, aim, start), then what a mixer sees. A workgroup owns an environment, a thread a
// unit. A start is placed like a step whose last tick alone pushes apart, so that barriers are reached by all.
// A start draws two places a block.
//#include lib/episode

override GIVEN: u32 = 0u; // 1: draws of cooldowns [ticks, units], then the enemies' actions, are given

const THREADS = 16u;
const TICKS = 8u;
const TICK_RATE = 16.0;
const FIELD = 32.0;
const STOP = 4u;
const KINDS = 6u;
const UNIT_WORDS = 8u;    // of the state
const SEEN_WORDS = 13u;   // of another unit in an observation
const MIXED_WORDS = 10u;  // of a unit in what a mixer sees, and of itself in an observation
const COOLDOWNS = 1u;     // streams of random numbers
const SCRIPT = 2u;

struct Params {
  units: u32,
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
  allies: u32,
}

@group(0) @binding(0) var<storage, read> kinds: array<f32>;         // [units, 8]: speed, damage, range, sight, radius, health, cooldown, kind
@group(0) @binding(1) var<storage, read> given: array<f32>;         // [givenSteps, givenEnvironments, givenWords], GIVEN only
@group(0) @binding(2) var<storage, read_write> rollout: array<f32>; // [timeSteps, rows, words]
@group(0) @binding(3) var<storage, read_write> states: array<f32>;  // [timeSteps, environments, stateWords]
@group(0) @binding(4) var<uniform> params: Params;
@group(1) @binding(0) var<uniform> step: u32;

var<workgroup> bodies: array<vec4f, THREADS>;  // x, y, health, cooldown
var<workgroup> healths: array<f32, THREADS>;   // before the step
var<workgroup> actions: array<u32, THREADS>;
var<workgroup> hits: array<u32, THREADS>;      // the unit hit in this tick; THREADS: none

fn speedOf(unit: u32) -> f32 { return kinds[8u * unit]; }
fn damageOf(unit: u32) -> f32 { return kinds[8u * unit + 1u]; }
fn rangeOf(unit: u32) -> f32 { return kinds[8u * unit + 2u]; }
fn sightOf(unit: u32) -> f32 { return kinds[8u * unit + 3u]; }
fn radiusOf(unit: u32) -> f32 { return kinds[8u * unit + 4u]; }
fn healthOf(unit: u32) -> f32 { return kinds[8u * unit + 5u]; }
fn cooldownOf(unit: u32) -> f32 { return kinds[8u * unit + 6u]; }
fn kindOf(unit: u32) -> u32 { return u32(kinds[8u * unit + 7u]); }

// The direction of an action.
fn wayOf(action: u32) -> vec2f {
  return vec2f(f32(action == 1u) - f32(action == 3u), f32(action == 0u) - f32(action == 2u));
}

// Whether the unit sees, or reaches, another one: both live, and it is nearer than that.
fn isWithin(unit: u32, other: u32, reach: f32) -> bool {
  let a = bodies[unit];
  let b = bodies[other];
  return a.z > 0.0 && b.z > 0.0 && distance(a.xy, b.xy) < reach;
}

// The unit that an action attacks; THREADS: none.
fn foeOf(unit: u32, action: u32) -> u32 {
  if (action <= STOP) { return THREADS; }
  let number = action - STOP - 1u;
  return select(params.allies - 1u - number, params.allies + number, unit < params.allies);
}

fn givenAt(environment: u32, word: u32) -> f32 {
  return given[(step * params.givenEnvironments + environment) * params.givenWords + word];
}

// Four numbers in (0, 1) of the episode that continues.
fn drawOf(environment: u32, stream: u32, blockIndex: u32) -> vec4f {
  return units(philox(vec2u(params.seed, params.split), environment, stream, u32(states[stateAt(step, environment) + 1u]), blockIndex));
}

struct Choice {
  action: u32,
  aim: f32, // -1: at none
}

// The action that the script gives to an enemy. start: where the enemy began; aim: the ally that it aimed at last.
fn choose(environment: u32, unit: u32, aim: f32, start: vec2f) -> Choice {
  let reach = min(rangeOf(unit), sightOf(unit));
  var closest = THREADS;
  var nearest = 0.0;
  var visible = 0u;
  for (var foe = params.allies; foe > 0u; foe--) {
    visible += u32(isWithin(unit, foe - 1u, sightOf(unit)));
    if (!isWithin(unit, foe - 1u, reach)) { continue; }
    if (f32(foe - 1u) == aim) { return Choice(STOP + 1u + params.allies - foe, aim); }
    let far = distance(bodies[unit].xy, bodies[foe - 1u].xy);
    if (closest == THREADS || far < nearest) {
      closest = foe - 1u;
      nearest = far;
    }
  }
  if (closest < THREADS) { return Choice(STOP + params.allies - closest, f32(closest)); }
  var goal = vec2f(FIELD) - start;
  if (visible > 0u) {
    let wanted = u32(pick(drawOf(environment, SCRIPT, elapsedOf(environment) * THREADS + unit).x, f32(visible)));
    var number = 0u;
    for (var foe = params.allies; foe > 0u; foe--) {
      if (!isWithin(unit, foe - 1u, sightOf(unit))) { continue; }
      if (number == wanted) { goal = bodies[foe - 1u].xy; }
      number++;
    }
  }
  var best = 0u;
  for (var action = 1u; action < STOP; action++) {
    if (dot(wayOf(action), goal - bodies[unit].xy) > dot(wayOf(best), goal - bodies[unit].xy)) { best = action; }
  }
  return Choice(best, -1.0);
}

// How far living units push this one.
fn pushOn(unit: u32) -> vec2f {
  var push = vec2f();
  for (var other = 0u; other < params.units; other++) {
    if (other == unit || bodies[other].z <= 0.0) { continue; }
    let apart = bodies[unit].xy - bodies[other].xy;
    push += max(0.0, (radiusOf(unit) + radiusOf(other)) / (length(apart) + 1e-6) - 1.0) * apart;
  }
  return 0.5 * push;
}

fn writeKind(at: u32, unit: u32, shown: bool) {
  for (var k = 0u; k < KINDS; k++) { rollout[at + k] = f32(shown && k == kindOf(unit)); }
}

// What an ally observes of another unit.
fn see(at: u32, unit: u32, other: u32) {
  let seen = isWithin(unit, other, sightOf(unit));
  let body = bodies[other];
  let apart = (body.xy - bodies[unit].xy) / sightOf(unit);
  let way = wayOf(actions[other]);
  let most = STOP + select(params.allies, params.units - params.allies, other < params.allies);
  let attack = select(0.0, f32(actions[other]) / f32(most), actions[other] > STOP);
  rollout[at] = select(0.0, body.z / healthOf(other), seen);
  rollout[at + 1u] = select(0.0, apart.x, seen);
  rollout[at + 2u] = select(0.0, apart.y, seen);
  rollout[at + 3u] = select(0.0, way.x, seen);
  rollout[at + 4u] = select(0.0, way.y, seen);
  rollout[at + 5u] = select(0.0, attack, seen);
  rollout[at + 6u] = select(0.0, clamp(body.w / cooldownOf(other), 0.0, 1.0), seen);
  writeKind(at + 7u, other, seen);
}

// Observation and choices of an ally.
fn writeRecord(row: u32, unit: u32) {
  var at = recordAt(step + 1u, row);
  let choices = at + params.reward + 2u;
  for (var other = 0u; other < params.units; other++) {
    if (other == unit) { continue; }
    see(at, unit, other);
    at += SEEN_WORDS;
  }
  let body = bodies[unit];
  let lives = body.z > 0.0;
  rollout[at] = body.z / healthOf(unit);
  rollout[at + 1u] = select(0.0, body.x / FIELD, lives);
  rollout[at + 2u] = select(0.0, body.y / FIELD, lives);
  rollout[at + 3u] = select(0.0, clamp(body.w / cooldownOf(unit), 0.0, 1.0), lives);
  writeKind(at + 4u, unit, lives);
  for (var action = 0u; action <= STOP; action++) { rollout[choices + action] = f32(lives || action == STOP); }
  for (var foe = params.allies; foe < params.units; foe++) {
    rollout[choices + STOP + 1u + foe - params.allies] = f32(isWithin(unit, foe, rangeOf(unit)));
  }
}

fn writeState(environment: u32, unit: u32, aim: f32, start: vec2f) {
  let body = bodies[unit];
  let first = stateAt(step + 1u, environment) + HEAD;
  let own = first + UNIT_WORDS * unit;
  let mixed = first + UNIT_WORDS * params.units + MIXED_WORDS * unit;
  let behind = first + (UNIT_WORDS + MIXED_WORDS) * params.units + unit;
  let lives = body.z > 0.0;
  for (var i = 0u; i < 4u; i++) { states[own + i] = body[i]; }
  states[own + 4u] = f32(actions[unit]);
  states[own + 5u] = aim;
  states[own + 6u] = start.x;
  states[own + 7u] = start.y;
  states[mixed] = body.z / healthOf(unit);
  states[mixed + 1u] = select(0.0, body.x, lives);
  states[mixed + 2u] = select(0.0, body.y, lives);
  states[mixed + 3u] = select(0.0, body.w, lives);
  for (var k = 0u; k < KINDS; k++) { states[mixed + 4u + k] = f32(lives && k == kindOf(unit)); }
  states[behind] = f32(unit >= params.allies);
  states[behind + params.units] = f32(kindOf(unit));
}

@compute @workgroup_size(16)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let environment = group.x;
  let fights = thread < params.units;
  let begins = isOver(environment);
  let row = rowOf(environment) + thread; // of an ally
  let own = stateAt(step, environment) + HEAD + UNIT_WORDS * thread;
  var body = vec4f();
  var aim = -1.0;
  var start = vec2f();
  var action = STOP;
  if (fights) {
    if (begins) {
      let u = startDraws(environment, thread >> 1u);
      let side = vec2f(select(24.0, 8.0, thread < params.allies), 16.0);
      body = vec4f(side + fma(vec2f(4.0), select(u.xy, u.zw, (thread & 1u) == 1u), vec2f(-2.0)), healthOf(thread), 0.0);
    } else {
      body = vec4f(states[own], states[own + 1u], states[own + 2u], states[own + 3u]);
      aim = states[own + 5u];
      start = vec2f(states[own + 6u], states[own + 7u]);
    }
    bodies[thread] = body;
    healths[thread] = body.z;
  }
  workgroupBarrier();

  if (fights && !begins) {
    if (thread < params.allies) {
      action = u32(rollout[recordAt(step + 1u, row) + params.reward - 1u]);
    } else if (GIVEN == 1u) {
      action = u32(givenAt(environment, TICKS * params.units + thread - params.allies));
    } else {
      let choice = choose(environment, thread, aim, start);
      action = choice.action;
      aim = choice.aim;
    }
  }
  actions[thread] = action;
  let foe = foeOf(thread, action);

  for (var tick = 0u; tick < TICKS; tick++) {
    hits[thread] = THREADS;
    if (fights && !begins) {
      var fires = foe < THREADS && body.w <= 0.0;
      if (fires) { fires = isWithin(thread, foe, rangeOf(thread)); }
      if (fires) {
        hits[thread] = foe;
        var u: f32;
        if (GIVEN == 1u) {
          u = givenAt(environment, tick * params.units + thread);
        } else {
          u = drawOf(environment, COOLDOWNS, (elapsedOf(environment) * TICKS + tick) * 4u + (thread >> 2u))[thread & 3u];
        }
        body.w = cooldownOf(thread) + fma(3.0, u, -1.0) / TICK_RATE;
      } else {
        body.w -= 1.0 / TICK_RATE;
      }
      if (body.z > 0.0) {
        let there = fma(vec2f(speedOf(thread) / TICK_RATE), wayOf(action), body.xy);
        body = vec4f(clamp(there, vec2f(), vec2f(FIELD)), body.zw);
      }
    }
    workgroupBarrier();
    if (fights) {
      var damage = 0.0;
      for (var unit = 0u; unit < params.units; unit++) {
        if (hits[unit] == thread) { damage += damageOf(unit); }
      }
      let outside = any(body.xy <= vec2f()) || any(body.xy >= vec2f(FIELD));
      body.z = select(max(0.0, body.z - damage), 0.0, outside);
      bodies[thread] = body;
    }
    workgroupBarrier();
    if (fights && body.z > 0.0 && (!begins || tick == TICKS - 1u)) { body = vec4f(body.xy + pushOn(thread), body.zw); }
    workgroupBarrier();
    if (fights) { bodies[thread] = body; }
    workgroupBarrier();
  }

  var lost = 0.0;
  var alive = vec2u();
  for (var unit = 0u; unit < params.units; unit++) {
    alive[u32(unit >= params.allies)] += u32(bodies[unit].z > 0.0);
    if (unit >= params.allies) { lost += (healths[unit] - bodies[unit].z) / healthOf(unit); }
  }
  if (thread == 0u) {
    if (begins) { beginEpisode(environment); } else { goOn(environment, alive.x == 0u || alive.y == 0u); }
  }
  if (begins) { start = body.xy; }
  if (fights) { writeState(environment, thread, aim, start); }
  if (thread < params.allies) {
    if (!begins) { writeReward(row, lost / f32(params.units - params.allies) + f32(alive.y == 0u && alive.x > 0u)); }
    writeRecord(row, thread);
  }
}
