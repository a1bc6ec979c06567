// The first stage of channel statistics: for each partial of the rows and each channel, with d = product - pivot,
//   partial[split, 0] = sum of d;  partial[split, 1] = sum of d * d       (any pivot near the mean avoids cancellation)
// A row is a sample, or a position of one. The division of the rows depends on the shape alone. An invocation owns 4 channels.

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,
  channels: u32, // a multiple of 4
  splits: u32,
  rowsPerSplit: u32,
}

@group(0) @binding(0) var<storage, read> product: array<vec4f>;       // [rows, channels]
@group(0) @binding(1) var<storage, read> pivot: array<vec4f>;         // [channels]
@group(0) @binding(2) var<storage, read_write> partial: array<vec4f>; // [splits, 2, channels]
@group(0) @binding(3) var<uniform> params: Params;

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
  partial[to] = first;
  partial[to + width] = second;
}
