// lif-forward of a layer of few rows behind threshold-dependent batch normalization, with the statistics of the batch:
// td-batch-norm-train and lif-forward in one dispatch, with their bits. One workgroup owns 16 channels of all rows.
//#include lib/channel-statistics
//#include lib/lif-steps

struct Params {
  inputSteps: u32,
  batch: u32,
  neurons: u32,  // a multiple of 4
  words: u32,
  windows: u32,  // 1 or steps
  observedWords: u32,
  keptSteps: u32,
  steps: u32,
  threshold: f32,
  inputGain: f32,
  resetTo: f32,
  initialMembrane: f32,
  decay: f32,    // not where LEARNED
  rowsPerSplit: u32,
  betaAt: u32,   // from gamma to beta and the decay
  decayAt: u32,
  varianceAt: u32,
  copies: u32,   // steps that a row stands for: its statistics count them
  gain: f32,
  epsilon: f32,
}

@group(0) @binding(0) var<storage, read> product: array<vec4f>;        // [inputSteps, batch, neurons]
@group(0) @binding(1) var<storage, read> pivot: array<vec4f>;          // [neurons]
@group(0) @binding(2) var<storage, read> affine: array<f32>;           // [words]: gamma, beta, and the decay where LEARNED
@group(0) @binding(3) var<storage, read> surrogateScale: array<f32>;   // [windows], SMOOTH and NOISY only
@group(0) @binding(4) var<storage, read_write> map: array<f32>;        // [5, neurons]
@group(0) @binding(5) var<storage, read_write> observed: array<f32>;   // [observedWords]: mean and variance
@group(0) @binding(6) var<storage, read_write> membrane: array<vec4u>; // [keptSteps, batch, neurons], of lib/potentials
@group(0) @binding(7) var<storage, read_write> spikes: array<vec4f>;   // [steps, batch, neurons]
@group(0) @binding(8) var<uniform> params: Params;

fn mapAt(row: u32, column: u32) -> vec4f {
  let at = row * params.neurons + column * 4u;
  return vec4f(map[at], map[at + 1u], map[at + 2u], map[at + 3u]);
}

fn leak() -> f32 {
  if (LEARNED) { return decayOf(affine[params.decayAt]); }
  return params.decay;
}

@compute @workgroup_size(INVOCATIONS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let rowWidth = params.neurons / 4u;
  statistics(params.inputSteps * params.batch, rowWidth, group.x, thread);
  storageBarrier();
  let column = group.x * COLUMNS + thread % COLUMNS;
  if (column >= rowWidth) { return; }
  let gain = params.inputGain * mapAt(0u, column);
  let offset = params.inputGain * mapAt(1u, column);
  for (var row = thread / COLUMNS; row < params.batch; row += INVOCATIONS / COLUMNS) {
    fireOverSteps(row * rowWidth + column, params.batch * rowWidth, leak(), gain, offset);
  }
}
