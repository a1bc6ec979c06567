// Threshold-dependent batch normalization of a layer with few rows in one dispatch: channel-sums and td-batch-norm-statistics, with their
// partials and their orders of addition, and so their bits.
// One workgroup owns 16 channels. An invocation adds the rows of a partial for 4 of them; then each of the first 16 owns a channel, and
// adds its partials in ascending order, as many at a time as the workgroup computes: the size of a workgroup changes no bit.
//#include lib/td-batch-norm

override THREADS: u32 = 256u; // 16 or more

const COLUMNS = 4u; // vec4s of channels

struct Params {
  rows: u32,
  channels: u32, // a multiple of 4
  rowsPerSplit: u32,
  copies: u32,   // steps that a row stands for: its statistics count them
  gain: f32,
  epsilon: f32,
}

@group(0) @binding(0) var<storage, read> product: array<vec4f>;              // [rows, channels]
@group(0) @binding(1) var<storage, read> pivot: array<vec4f>;                // [channels]
@group(0) @binding(2) var<storage, read> gamma: array<f32>;                  // [channels]
@group(0) @binding(3) var<storage, read> beta: array<f32>;                   // [channels]
@group(0) @binding(4) var<storage, read_write> map: array<f32>;              // [3, channels]
@group(0) @binding(5) var<storage, read_write> observedMean: array<f32>;     // [channels]
@group(0) @binding(6) var<storage, read_write> observedVariance: array<f32>; // [channels]
@group(0) @binding(7) var<uniform> params: Params;

var<workgroup> firsts: array<vec4f, THREADS>;  // [partials, COLUMNS]
var<workgroup> seconds: array<vec4f, THREADS>;

// The sums of a partial, for 4 channels.
fn addRows(firstRow: u32, column: u32, at: u32) {
  let width = params.channels / 4u;
  let middle = pivot[column];
  var first = vec4f();
  var second = vec4f();
  for (var row = firstRow; row < min(firstRow + params.rowsPerSplit, params.rows); row++) {
    let d = product[row * width + column] - middle;
    first += d;
    second = fma(d, d, second);
  }
  firsts[at] = first;
  seconds[at] = second;
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let column = group.x * COLUMNS + thread % COLUMNS;
  let c = group.x * COLUMNS * 4u + thread;
  let ownsChannel = thread < COLUMNS * 4u && c < params.channels;
  let together = THREADS / COLUMNS;
  var first = 0.0;
  var second = 0.0;
  for (var firstRow = 0u; firstRow < params.rows; firstRow += together * params.rowsPerSplit) {
    let own = firstRow + thread / COLUMNS * params.rowsPerSplit;
    if (column < params.channels / 4u && own < params.rows) { addRows(own, column, thread); }
    workgroupBarrier();
    if (ownsChannel) {
      let partials = min(together, (params.rows - firstRow + params.rowsPerSplit - 1u) / params.rowsPerSplit);
      for (var partial = 0u; partial < partials; partial++) {
        first += firsts[partial * COLUMNS + thread / 4u][thread % 4u];
        second += seconds[partial * COLUMNS + thread / 4u][thread % 4u];
      }
    }
    workgroupBarrier();
  }
  if (ownsChannel) { normalize(c, pivot[c / 4u][c % 4u], first, second); }
}
