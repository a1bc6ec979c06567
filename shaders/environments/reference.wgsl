// One step of reference (simple_reference in the order of MPE2): two agents move and speak at once, and each knows the goal of the other.
//   action = move + 5 word;  x' = x + dt v;  v' = 0.75 v + dt move;  own = -|the other - its goal|
//   reward = localRatio own + (1 - localRatio) mean of both
// A state is what each knows (one word a landmark, 1 or 0), what each said last (one word a word), landmarks, bodies.
// An agent observes its velocity, landmarks, the goal of the other as a color, and what it said.
// One invocation owns an environment.
// A start draws agents and landmarks, two places a block, then both goals in block 3.
//#include lib/episode
//#include lib/particles
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

const GOALS = 2u; // words of the state
const MESSAGES = 8u;
const PLACES = 28u;
const BODIES = 34u;
const MARKS = 3u;
const VOCABULARY = 10u;
const MOVES = 5u;
const FULL = 0.75;
const FAINT = 0.25;

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
  localRatio: f32,
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
  let begins = isOver(environment);
  var marks: array<vec2f, MARKS>;
  var bodies: array<vec4f, 2>;
  var goals: array<u32, 2>;
  var said = array<u32, 2>(VOCABULARY, VOCABULARY); // one past the words: silence
  for (var k = 0u; k < MARKS; k++) {
    if (begins) { marks[k] = startPlace(environment, 2u + k); } else { marks[k] = pointBefore(environment, PLACES + 2u * k); }
  }
  for (var i = 0u; i < 2u; i++) {
    if (begins) {
      bodies[i] = vec4f(startPlace(environment, i), 0.0, 0.0);
      goals[i] = u32(pick(startDraws(environment, 3u)[i], f32(MARKS)));
    } else {
      let action = actionOf(first + i);
      bodies[i] = moved(bodyBefore(environment, BODIES + 4u * i), forceOf(action % MOVES));
      said[i] = action / MOVES;
      for (var k = 0u; k < MARKS; k++) {
        if (states[stateAt(step, environment) + GOALS + MARKS * i + k] == 1.0) { goals[i] = k; }
      }
    }
  }
  if (begins) {
    beginEpisode(environment);
  } else {
    goOn(environment, false);
    let own = -vec2f(distance(bodies[1].xy, marks[goals[0]]), distance(bodies[0].xy, marks[goals[1]]));
    let together = (1.0 - params.localRatio) * 0.5 * (own.x + own.y);
    for (var i = 0u; i < 2u; i++) { writeReward(first + i, fma(params.localRatio, own[i], together)); }
  }

  for (var k = 0u; k < MARKS; k++) { writePoint(environment, PLACES + 2u * k, marks[k]); }
  for (var i = 0u; i < 2u; i++) {
    let after = stateAt(step + 1u, environment);
    let record = recordAt(step + 1u, first + i);
    writeBody(environment, BODIES + 4u * i, bodies[i]);
    see(first + i, 0u, bodies[i].zw);
    for (var k = 0u; k < MARKS; k++) {
      see(first + i, 2u + 2u * k, marks[k] - bodies[i].xy);
      states[after + GOALS + MARKS * i + k] = select(0.0, 1.0, k == goals[i]);
      rollout[record + 2u + 2u * MARKS + k] = select(FAINT, FULL, k == goals[i]);
    }
    for (var k = 0u; k < VOCABULARY; k++) {
      states[after + MESSAGES + VOCABULARY * i + k] = select(0.0, 1.0, k == said[i]);
      rollout[record + 2u + 3u * MARKS + k] = select(0.0, 1.0, k == said[1u - i]);
    }
  }
}
