// lif-forward of a layer of many rows behind threshold-dependent batch normalization, from the sums of channel-sums:
// td-batch-norm-statistics and lif-forward in one dispatch, with their bits.
// A workgroup owns 4 * COLUMNS channels of rowsPerGroup rows, an invocation 4 channels of some of them; each workgroup adds all splits of
// its channels, in ascending order.
// POOL: also the mean of the spikes of each square of pixels, as pool2d-average; an invocation owns whole squares.
//#include lib/partial-sums
//#include lib/td-batch-norm
//#include lib/lif-steps

override COLUMNS: u32 = 4u; // vec4s of channels, at most 4
override POOL: u32 = 1u;    // the side of a square, which divides those of an image; rows are pixels in row-major order

struct Params {
  inputSteps: u32,
  batch: u32,
  neurons: u32,  // a multiple of 4
  sumRows: u32,  // 2 of each split, and 4
  windows: u32,  // 1 or steps
  observedWords: u32,
  keptSteps: u32,
  steps: u32,
  pooledSteps: u32,
  pooledRows: u32,
  pooledColumns: u32,
  threshold: f32,
  inputGain: f32,
  resetTo: f32,
  initialMembrane: f32,
  decay: f32,    // not where LEARNED
  rowsPerGroup: u32,
  varianceAt: u32,
  copies: u32,   // steps that a row stands for: its statistics count them
  gain: f32,
  epsilon: f32,
  width: u32,    // of an image, in pixels, where POOL > 1; else 1
}

@group(0) @binding(0) var<storage, read> product: array<vec4f>;        // [inputSteps, batch, neurons]
@group(0) @binding(1) var<storage, read> sums: array<vec4f>;           // [sumRows, neurons]: splits; pivot, gamma, beta, decay
@group(0) @binding(2) var<storage, read> surrogateScale: array<f32>;   // [windows], SMOOTH and NOISY only
@group(0) @binding(3) var<storage, read_write> map: array<f32>;        // [5, neurons]
@group(0) @binding(4) var<storage, read_write> observed: array<f32>;   // [observedWords]: mean and variance
@group(0) @binding(5) var<storage, read_write> membrane: array<vec4u>; // [keptSteps, batch, neurons], of lib/potentials
@group(0) @binding(6) var<storage, read_write> spikes: array<vec4f>;   // [steps, batch, neurons]
@group(0) @binding(7) var<storage, read_write> pooled: array<vec4f>;   // [steps, batch / POOL², neurons], where POOL > 1
@group(0) @binding(8) var<uniform> params: Params;

var<workgroup> scales: array<f32, 16>; // [4 * COLUMNS]
var<workgroup> shifts: array<f32, 16>;

// A row of what lies behind the splits, at a column.
fn behind(row: u32, column: u32) -> vec4f { return sums[(params.sumRows - 4u + row) * (params.neurons / 4u) + column]; }

fn leak() -> f32 {
  if (LEARNED) { return decayOf(behind(3u, 0u).x); }
  return params.decay;
}

// The map of a channel; the first row of workgroups stores it.
fn normalizeChannel(own: vec2f, c: u32, thread: u32, stores: bool) {
  let gamma = behind(1u, c / 4u)[c % 4u];
  let made = normalized(params.inputSteps * params.batch, gamma, behind(2u, c / 4u)[c % 4u], behind(0u, c / 4u)[c % 4u], own);
  scales[thread] = made.scale;
  shifts[thread] = made.shift;
  if (stores) { keep(c, params.neurons, gamma, made); }
}

// All steps of the neurons of a square at a column, and their means.
fn fireSquare(square: u32, column: u32, gain: vec4f, offset: vec4f) {
  let rowWidth = params.neurons / 4u;
  let width = params.batch * rowWidth;
  let across = params.width / POOL;
  let first = (square / across) * POOL * params.width + (square % across) * POOL;
  let end = first + POOL * params.width;
  for (var line = first; line < end; line += params.width) {
    for (var pixel = line; pixel < line + POOL; pixel++) { fireOverSteps(pixel * rowWidth + column, width, leak(), gain, offset); }
  }
  if (POOL == 1u) { return; }
  for (var t = 0u; t < params.steps; t++) {
    var sum = vec4f();
    for (var line = first; line < end; line += params.width) {
      for (var pixel = line; pixel < line + POOL; pixel++) { sum += spikes[t * width + pixel * rowWidth + column]; }
    }
    pooled[(t * params.pooledRows + square) * rowWidth + column] = sum / f32(POOL * POOL);
  }
}

@compute @workgroup_size(INVOCATIONS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let rowWidth = params.neurons / 4u;
  let column = group.x * COLUMNS + thread % COLUMNS;
  let isColumn = column < rowWidth;
  let c = group.x * COLUMNS * 4u + thread;
  let ownsChannel = thread < COLUMNS * 4u && c < params.neurons;
  let splits = (params.sumRows - 4u) / 2u;
  let atATime = INVOCATIONS / COLUMNS;
  var own = vec2f();
  for (var split = 0u; split < splits; split += atATime) {
    let at = split + thread / COLUMNS;
    if (isColumn && at < splits && at - split < atATime) {
      firsts[thread] = sums[2u * at * rowWidth + column];
      seconds[thread] = sums[(2u * at + 1u) * rowWidth + column];
    }
    workgroupBarrier();
    if (ownsChannel) { own = withPartials(own, min(atATime, splits - split), COLUMNS, thread); }
    workgroupBarrier();
  }
  if (ownsChannel) { normalizeChannel(own, c, thread, group.y == 0u); }
  workgroupBarrier();
  if (!isColumn || thread >= atATime * COLUMNS) { return; }
  let k = thread % COLUMNS * 4u;
  let gain = params.inputGain * vec4f(scales[k], scales[k + 1u], scales[k + 2u], scales[k + 3u]);
  let offset = params.inputGain * vec4f(shifts[k], shifts[k + 1u], shifts[k + 2u], shifts[k + 3u]);
  let perGroup = (params.rowsPerGroup + POOL * POOL - 1u) / (POOL * POOL);
  let end = min((group.y + 1u) * perGroup, params.batch / (POOL * POOL));
  for (var square = group.y * perGroup + thread / COLUMNS; square < end; square += atATime) {
    fireSquare(square, column, gain, offset);
  }
}
