// One step of catching fruit with a reward at the very end (the delayed catch of Raposo et al., 2021, as in pomdp-baselines). On a grid of
// 7 x 7 a fruit falls a row a step, and the basket in the last row goes left, stays or goes right (action 0, 1, 2). A run takes six
// such steps; a seventh ignores the action and shows the next run. The last step gives the number of fruits caught, and ends the episode.
// Fruit is -1 and the basket, drawn over it, 1; no fruit ever falls in column 6, as in the original.
// A state: row and column of the fruit, column of the basket, fruits caught, then the columns of all runs, five runs a word:
// fruit + 6 (basket - 1), in base 24. One invocation owns an environment.
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
  runs: u32,
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
  let packs = (params.runs + 4u) / 5u;
  var fruit = vec2f(); // row and column
  var basket = 0.0;
  if (isOver(environment)) {
    for (var pack = 0u; pack < packs; pack++) { states[after + 4u + pack] = f32(drawnRuns(environment, 5u * pack)); }
    let shown = columnsOf(after, 0u);
    fruit.y = shown.x;
    basket = shown.y;
    states[after + 3u] = 0.0;
    beginEpisode(environment);
  } else {
    for (var pack = 0u; pack < packs; pack++) { states[after + 4u + pack] = states[before + 4u + pack]; }
    fruit = vec2f(states[before], states[before + 1u]);
    basket = states[before + 2u];
    var caught = states[before + 3u];
    let elapsed = elapsedOf(environment) + 1u;
    if (fruit.x == 6.0) {
      let shown = columnsOf(after, elapsed / 7u);
      fruit = vec2f(0.0, shown.x);
      basket = shown.y;
    } else {
      basket = clamp(basket + rollout[recordAt(step + 1u, environment) + params.reward - 1u] - 1.0, 0.0, 6.0);
      fruit.x += 1.0;
      caught += select(0.0, 1.0, fruit.x == 6.0 && fruit.y == basket);
    }
    let last = elapsed == 7u * params.runs - 1u;
    states[after + 3u] = caught;
    writeReward(environment, select(0.0, caught, last));
    goOn(environment, last);
  }
  states[after] = fruit.x;
  states[after + 1u] = fruit.y;
  states[after + 2u] = basket;
  let record = recordAt(step + 1u, environment);
  for (var cell = 0u; cell < 49u; cell++) { rollout[record + cell] = 0.0; }
  rollout[record + u32(7.0 * fruit.x + fruit.y)] = -1.0;
  rollout[record + 42u + u32(basket)] = 1.0;
}

// Five runs from this one on, in one word: the columns of run r are drawn from the first two numbers of block r.
fn drawnRuns(environment: u32, first: u32) -> u32 {
  var word = 0u;
  for (var i = 5u; i > 0u; i--) {
    let run = first + i - 1u;
    if (run < params.runs) {
      let u = startDraws(environment, run);
      word = word * 24u + u32(pick(u.x, 6.0)) + 6u * u32(pick(u.y, 4.0));
    }
  }
  return word;
}

// Of a run: where its fruit falls, and where the basket starts.
fn columnsOf(own: u32, run: u32) -> vec2f {
  var word = u32(states[own + 4u + run / 5u]);
  for (var i = 0u; i < run % 5u; i++) { word /= 24u; }
  return vec2f(f32(word % 6u), f32(1u + word % 24u / 6u));
}
