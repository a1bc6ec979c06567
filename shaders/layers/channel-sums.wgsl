// The first stage of channel statistics: for each split of the rows and each channel, with d = product - pivot,
//   sums[split] = the sum of d, the sum of d * d       (any pivot near the mean avoids cancellation)
// A row is a sample, or a position of one. The division of the rows depends on the shape alone. An invocation owns 4 channels.
// Behind the splits is what the second stage needs besides: pivot, gamma, beta, and the neuron's decay, if it is learned, as bound.

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,
  channels: u32, // a multiple of 4
  words: u32,
  sumRows: u32,  // 2 of each split, and 4
  rowsPerSplit: u32,
  betaAt: u32,
  decayAt: u32,
}

@group(0) @binding(0) var<storage, read> product: array<vec4f>;    // [rows, channels]
@group(0) @binding(1) var<storage, read> pivot: array<vec4f>;      // [channels]
@group(0) @binding(2) var<storage, read> affine: array<vec4f>;     // [words]: gamma, beta, decay
@group(0) @binding(3) var<storage, read_write> sums: array<vec4f>; // [sumRows, channels]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let width = params.channels / 4u;
  let column = group.x * WORKGROUP + thread;
  if (column >= width) { return; }
  let middle = pivot[column];
  let firstRow = group.y * params.rowsPerSplit;
  let endRow = min(firstRow + params.rowsPerSplit, params.rows);
  var first = vec4f();
  var second = vec4f();
  for (var row = firstRow; row < endRow; row++) {
    let d = product[row * width + column] - middle;
    first += d;
    second = fma(d, d, second);
  }
  let to = group.y * 2u * width + column;
  sums[to] = first;
  sums[to + width] = second;
  if (group.y == 0u) {
    let behind = (params.sumRows - 4u) * width + column;
    sums[behind] = middle;
    sums[behind + width] = affine[column];
    sums[behind + 2u * width] = affine[params.betaAt / 4u + column];
    sums[behind + 3u * width] = vec4f(affine[params.decayAt / 4u].x);
  }
}
