// One step of speaker and listener (simple_speaker_listener in the order of MPE2): the speaker stands still and knows which of three
// landmarks is the goal, the listener moves and receives the word of the previous step.
//   x' = x + dt v;  v' = 0.75 v + dt action;  reward of both = -|listener - goal|^2
// A state is the speaker, goal, message (one word a landmark each, 1 or 0), landmarks, the listener.
// The speaker observes the color of the goal and may say three words, the listener its velocity, landmarks and the message.
// One invocation owns an environment.
// A start draws speaker, listener and landmarks, two places a block, then the goal in block 3.
//#include lib/episode
//#include lib/particles
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

const SPEAKER = 2u; // words of the state
const GOAL = 6u;
const MESSAGE = 9u;
const MARKS = 12u;
const LISTENER = 18u;
const LANDMARKS = 3u;
const FULL = 0.65;
const FAINT = 0.15;
const MOVES = 5u;
const OBSERVATIONS = 11u;

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
  let first = rowOf(environment);
  let begins = isOver(environment);
  var marks: array<vec2f, LANDMARKS>;
  var speaker: vec4f;
  var listener: vec4f;
  var goal = 0u;
  var said = LANDMARKS; // nothing
  if (begins) {
    speaker = vec4f(startPlace(environment, 0u), 0.0, 0.0);
    listener = vec4f(startPlace(environment, 1u), 0.0, 0.0);
    for (var k = 0u; k < LANDMARKS; k++) { marks[k] = startPlace(environment, 2u + k); }
    goal = u32(pick(startDraws(environment, 3u).x, f32(LANDMARKS)));
    beginEpisode(environment);
  } else {
    speaker = bodyBefore(environment, SPEAKER);
    listener = moved(bodyBefore(environment, LISTENER), forceOf(actionOf(first + 1u)));
    for (var k = 0u; k < LANDMARKS; k++) {
      marks[k] = pointBefore(environment, MARKS + 2u * k);
      if (states[stateAt(step, environment) + GOAL + k] == 1.0) { goal = k; }
    }
    said = actionOf(first);
    goOn(environment, false);
    let apart = listener.xy - marks[goal];
    for (var i = 0u; i < 2u; i++) { writeReward(first + i, -dot(apart, apart)); }
  }

  writeBody(environment, SPEAKER, speaker);
  writeBody(environment, LISTENER, listener);
  for (var i = 0u; i < OBSERVATIONS; i++) { rollout[recordAt(step + 1u, first) + i] = 0.0; }
  see(first + 1u, 0u, listener.zw);
  for (var k = 0u; k < LANDMARKS; k++) {
    let word = select(0.0, 1.0, k == said);
    writePoint(environment, MARKS + 2u * k, marks[k]);
    states[stateAt(step + 1u, environment) + GOAL + k] = select(0.0, 1.0, k == goal);
    states[stateAt(step + 1u, environment) + MESSAGE + k] = word;
    rollout[recordAt(step + 1u, first) + k] = select(FAINT, FULL, k == goal);
    see(first + 1u, 2u + 2u * k, marks[k] - listener.xy);
    rollout[recordAt(step + 1u, first + 1u) + 2u + 2u * LANDMARKS + k] = word;
  }
  for (var k = 0u; k < MOVES; k++) {
    rollout[recordAt(step + 1u, first) + params.reward + 2u + k] = select(0.0, 1.0, k < LANDMARKS);
    rollout[recordAt(step + 1u, first + 1u) + params.reward + 2u + k] = 1.0;
  }
}
