// What every environment does around its own rules, inside a scan over time steps: step t reads the state at time step t and the action in the
// record of time step t + 1, and writes state, observation, reward and end at time step t + 1. A step after the end of an episode takes no
// action: it begins the next episode, and its transition is void. A state begins with a head: steps done in this episode, and its number.
// A kernel declares rollout, states, step and params; params.reward is where in a record the reward lies, the end follows it.
//#include lib/philox

// Bits of how a transition ended.
const TERMINATED = 1u;
const TRUNCATED = 2u;
const RESET = 4u;
// Words of the head of a state.
const HEAD = 2u;
// The random stream for the start of an episode; the item is the number of the episode.
const START = 0u;

// Where a state and a record begin.
fn stateAt(timeStep: u32, environment: u32) -> u32 { return (timeStep * params.environments + environment) * params.stateWords; }
fn recordAt(timeStep: u32, row: u32) -> u32 { return (timeStep * params.rows + row) * params.words; }
// The first row of an environment: one for each agent.
fn rowOf(environment: u32) -> u32 { return environment * (params.rows / params.environments); }

fn isOver(environment: u32) -> bool {
  let end = u32(rollout[recordAt(step, rowOf(environment)) + params.reward + 1u]);
  return (end & (TERMINATED | TRUNCATED)) != 0u;
}

fn elapsedOf(environment: u32) -> u32 { return u32(states[stateAt(step, environment)]); }

// Four numbers in (0, 1) for the start of the episode that begins in this step.
fn startDraws(environment: u32, blockIndex: u32) -> vec4f {
  let episode = u32(states[stateAt(step, environment) + 1u]) + 1u;
  return units(philox(vec2u(params.seed, params.split), environment, START, episode, blockIndex));
}

// Which of 0 .. count - 1 a number in (0, 1) falls on.
fn pick(u: f32, count: f32) -> f32 { return min(floor(u * count), count - 1.0); }

fn writeHead(environment: u32, elapsed: u32, episode: u32) {
  let at = stateAt(step + 1u, environment);
  states[at] = f32(elapsed);
  states[at + 1u] = f32(episode);
}

fn writeEnd(environment: u32, end: u32) {
  let first = rowOf(environment);
  for (var row = first; row < first + params.rows / params.environments; row++) {
    rollout[recordAt(step + 1u, row) + params.reward + 1u] = f32(end);
  }
}

fn writeReward(row: u32, reward: f32) { rollout[recordAt(step + 1u, row) + params.reward] = reward; }

// The step is void, and an episode begins after it.
fn beginEpisode(environment: u32) {
  writeHead(environment, 0u, u32(states[stateAt(step, environment) + 1u]) + 1u);
  writeEnd(environment, RESET);
  let first = rowOf(environment);
  for (var row = first; row < first + params.rows / params.environments; row++) { writeReward(row, 0.0); }
}

// The step is one of an episode, whose clock may run out.
fn goOn(environment: u32, terminated: bool) {
  let elapsed = elapsedOf(environment) + 1u;
  writeHead(environment, elapsed, u32(states[stateAt(step, environment) + 1u]));
  writeEnd(environment, select(0u, TERMINATED, terminated) | select(0u, TRUNCATED, elapsed >= params.limit));
}
