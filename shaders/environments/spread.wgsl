// One step of spread: as many agents as landmarks, bodies of radius 0.15 that push each other apart (simple_spread in the order of MPE2).
//   x' = x + dt v;  v' = 0.75 v + dt (action + contacts);  together = -sum over landmarks of the distance of the nearest agent
//   reward = (1 - localRatio) together - localRatio (number of others nearer than 0.3)
// A state is landmarks, then bodies. An agent observes its velocity and position, landmarks, others, and what they say: nothing.
// One invocation owns an environment.
// A start draws agents, then landmarks, two places a block.
//#include lib/episode
//#include lib/particles
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override SEES: u32 = 0u; // 0: all; or NEAREST, WITHIN

const NEAREST = 1u;
const WITHIN = 2u;
const MAX = 6u;
const REACH = 0.3; // of two agents

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
  agents: u32,
  marks: u32,  // landmarks that an agent observes
  others: u32, // others that it observes
  radius: f32,
  localRatio: f32,
}

@group(0) @binding(0) var<storage, read_write> rollout: array<f32>; // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read_write> states: array<f32>;  // [timeSteps, environments, stateWords]
@group(0) @binding(2) var<uniform> params: Params;
@group(1) @binding(0) var<uniform> step: u32;

// Writes the positions of the observed points relative to the origin, from word `first` on; returns the next word.
fn seeAll(row: u32, first: u32, origin: vec2f, points: ptr<function, array<vec2f, MAX>>, count: u32, wanted: u32) -> u32 {
  var taken = 0u;
  for (var place = 0u; place < wanted; place++) {
    var what = vec2f();
    if (SEES == NEAREST) {
      var best = count;
      for (var k = 0u; k < count; k++) {
        if ((taken & (1u << k)) != 0u) { continue; }
        if (best == count || length((*points)[k] - origin) < length((*points)[best] - origin)) { best = k; }
      }
      if (best < count) { what = (*points)[best] - origin; }
      taken |= 1u << best;
    } else {
      what = (*points)[place] - origin;
      if (SEES == WITHIN && length(what) >= params.radius) { what = vec2f(); }
    }
    see(row, first + 2u * place, what);
  }
  return first + 2u * wanted;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let environment = flatIndex(id, groups, WORKGROUP);
  if (environment >= params.environments) { return; }
  let count = params.agents;
  let first = rowOf(environment);
  let bodyWord = HEAD + 2u * count;
  let begins = isOver(environment);
  var marks: array<vec2f, MAX>;
  var before: array<vec4f, MAX>;
  var bodies: array<vec4f, MAX>;
  for (var i = 0u; i < count; i++) {
    if (begins) {
      marks[i] = startPlace(environment, count + i);
      bodies[i] = vec4f(startPlace(environment, i), 0.0, 0.0);
    } else {
      marks[i] = pointBefore(environment, HEAD + 2u * i);
      before[i] = bodyBefore(environment, bodyWord + 4u * i);
    }
  }
  if (begins) {
    beginEpisode(environment);
  } else {
    for (var i = 0u; i < count; i++) {
      var force = forceOf(actionOf(first + i));
      for (var j = 0u; j < count; j++) {
        if (j != i) { force += contact(before[i].xy - before[j].xy, REACH); }
      }
      bodies[i] = moved(before[i], force);
    }
    goOn(environment, false);
  }

  var together = 0.0;
  for (var k = 0u; k < count; k++) {
    var nearest = distance(bodies[0].xy, marks[k]);
    for (var i = 1u; i < count; i++) { nearest = min(nearest, distance(bodies[i].xy, marks[k])); }
    together -= nearest;
  }
  for (var i = 0u; i < count; i++) {
    var others: array<vec2f, MAX>;
    var known = 0u;
    var bumps = 0.0;
    for (var j = 0u; j < count; j++) {
      if (j == i) { continue; }
      others[known] = bodies[j].xy;
      known++;
      bumps += f32(distance(bodies[i].xy, bodies[j].xy) < REACH);
    }
    if (!begins) { writeReward(first + i, (1.0 - params.localRatio) * together - params.localRatio * bumps); }
    see(first + i, 0u, bodies[i].zw);
    see(first + i, 2u, bodies[i].xy);
    var word = seeAll(first + i, 4u, bodies[i].xy, &marks, count, params.marks);
    word = seeAll(first + i, word, bodies[i].xy, &others, known, params.others);
    for (var k = 0u; k < params.others; k++) { see(first + i, word + 2u * k, vec2f()); }
    writeBody(environment, bodyWord + 4u * i, bodies[i]);
    writePoint(environment, HEAD + 2u * i, marks[i]);
  }
}
