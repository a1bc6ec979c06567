// The action at a time step, written into the record of the next one.
//   categorical:   drawn from softmax(policy) over the available choices
//   epsilonGreedy: the largest of policy that is available; with probability `noise` any available one
//   gaussian:      policy + exp(logStd) n
//   tanhGaussian:  tanh(policy + exp(clamp(logStd, -20, 2)) n)
//   deterministic: clamp(policy + noise n, -1, 1)
// GREEDY: the largest, or n = 0. noise goes from noiseStart to noiseEnd while clock goes from 0 to noiseOver. Before clock is warmUp, all
// available choices are equally likely, and continuous actions uniform in (-1, 1). Numbers are drawn from (seed, stream, clock, row, step, dimension).
// One invocation owns a row at this step of the scan.
//#include lib/transition
//#include lib/categorical
//#include lib/squashed
//#include lib/exploration
//#include lib/philox

override WORKGROUP: u32 = 64u;
override KIND: u32 = 0u;
override GREEDY: bool = false;

const EPSILON_GREEDY = 1u;
const GAUSSIAN = 2u;
const TANH_GAUSSIAN = 3u;
const DETERMINISTIC = 4u;

struct Params {
  rows: u32,
  columns: u32,
  stdRows: u32, // 1 or rows
  timeSteps: u32,
  words: u32,
  choices: u32, // or dimensions
  action: u32,
  available: u32,
  seed: u32,
  stream: u32,
  warmUp: u32,
  noiseStart: f32,
  noiseEnd: f32,
  noiseOver: f32,
}

@group(0) @binding(0) var<storage, read> policy: array<f32>;        // [1, rows, columns]
@group(0) @binding(1) var<storage, read> logStd: array<f32>;        // [stdRows, columns]; GAUSSIAN and TANH_GAUSSIAN only
@group(0) @binding(2) var<storage, read> clock: array<u32>;         // [1]
@group(0) @binding(3) var<storage, read_write> records: array<f32>; // [timeSteps, rows, words]
@group(0) @binding(4) var<uniform> params: Params;
@group(1) @binding(0) var<uniform> step: u32;

fn drawsOf(row: u32, dimension: u32) -> vec4f {
  return units(philox(vec2u(params.seed, params.stream), clock[0], row, step, dimension));
}

fn largest(first: u32, record: u32) -> u32 {
  var best = 0u;
  for (var a = 1u; a < params.choices; a++) {
    if (logitOf(first, record, a) > logitOf(first, record, best)) { best = a; }
  }
  return best;
}

// The first choice at which the cumulative probability exceeds this share of the sum, relative to the largest; alike: all probabilities are equal.
fn drawn(first: u32, record: u32, share: f32, alike: bool) -> u32 {
  let top = logitOf(first, record, largest(first, record));
  var last = 0u;
  var total = 0.0;
  for (var a = 0u; a < params.choices; a++) { total += probabilityOf(first, record, a, top, alike); }
  var below = 0.0;
  for (var a = 0u; a < params.choices; a++) {
    let probability = probabilityOf(first, record, a, top, alike);
    if (probability == 0.0) { continue; }
    below += probability;
    last = a;
    if (share * total < below) { break; }
  }
  return last;
}

fn probabilityOf(first: u32, record: u32, choice: u32, top: f32, alike: bool) -> f32 {
  if (alike) { return select(0.0, 1.0, canTake(record, choice)); }
  return exp(logitOf(first, record, choice) - top);
}

fn choiceOf(row: u32, noise: f32, warming: bool) -> u32 {
  let first = row * params.columns;
  let record = recordOf(step, row);
  let u = drawsOf(row, 0u);
  let alike = !GREEDY && (warming || (KIND == EPSILON_GREEDY && u.x < noise));
  if (!alike && (GREEDY || KIND == EPSILON_GREEDY)) { return largest(first, record); }
  return drawn(first, record, u.y, alike);
}

fn numberOf(row: u32, dimension: u32, noise: f32, warming: bool) -> f32 {
  let u = drawsOf(row, dimension);
  if (warming && !GREEDY) { return 2.0 * u.z - 1.0; }
  let n = select(sqrt(max(0.0, -2.0 * log(u.x))) * cos(3.141592653589793 * (2.0 * u.y - 1.0)), 0.0, GREEDY);
  let mean = policy[row * params.columns + dimension];
  if (KIND == DETERMINISTIC) { return clamp(fma(noise, n, mean), -1.0, 1.0); }
  let spread = logStd[row % params.stdRows * params.columns + dimension];
  if (KIND == GAUSSIAN) { return fma(exp(spread), n, mean); }
  return tanh(unsquashed(mean, spread, n));
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.x;
  if (row >= params.rows) { return; }
  let noise = noiseAt(clock[0]);
  let warming = clock[0] < params.warmUp;
  let to = recordOf(step + 1u, row) + params.action;
  if (KIND < GAUSSIAN) {
    records[to] = f32(choiceOf(row, noise, warming));
    return;
  }
  for (var d = 0u; d < params.choices; d++) { records[to + d] = numberOf(row, d, noise, warming); }
}
