// weightGrad[k] += sum of outputGrad[row] over the rows in which input k spiked, in ascending row.
//
// The same sum of listed rows as linear-forward-events: the list belongs to an input and names rows. Its rows are cut
// into the pieces of `rowsPerSplit` of linear-backward-weight, and the pieces added in order, so that the bits are equal.

override GROUP_COLUMNS: u32 = 64u;
override GROUP_ROWS: u32 = 1u;

struct Params {
  inputs: u32,
  capacity: u32, // places in an input's list, a multiple of 4
  rows: u32,
  outputs: u32,  // a multiple of 4
  rowsPerSplit: u32,
}

@group(0) @binding(0) var<storage, read> counts: array<u32>;                 // [inputs]
@group(0) @binding(1) var<storage, read> events: array<vec4u>;               // [inputs, capacity / 4], ascending rows
@group(0) @binding(2) var<storage, read> outputGrad: array<vec4f>;           // [rows, outputs / 4]
@group(0) @binding(3) var<storage, read_write> weightGrad: array<vec4f>;     // [inputs, outputs / 4]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(GROUP_COLUMNS, GROUP_ROWS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let width = params.outputs / 4u;
  let column = group.y * GROUP_COLUMNS + local.x;
  let k = group.x * GROUP_ROWS + local.y;
  if (column >= width || k >= params.inputs) { return; }

  let count = counts[k];
  var at = k * (params.capacity / 4u);
  let end = at + count / 4u;
  let rest = count % 4u;
  var sum = vec4f();
  var piece = vec4f();
  var border = params.rowsPerSplit; // the row at which the present piece ends
  for (; at < end; at++) {
    let row = events[at];
    if (row.w < border) {
      let e = row * width + column;
      piece = piece + outputGrad[e.x] + outputGrad[e.y] + outputGrad[e.z] + outputGrad[e.w];
    } else {
      for (var j = 0u; j < 4u; j++) {
        if (row[j] >= border) {
          sum += piece;
          piece = vec4f();
          border = (row[j] / params.rowsPerSplit + 1u) * params.rowsPerSplit;
        }
        piece += outputGrad[row[j] * width + column];
      }
    }
  }
  if (rest > 0u) {
    let row = events[at];
    for (var j = 0u; j < rest; j++) {
      if (row[j] >= border) {
        sum += piece;
        piece = vec4f();
        border = (row[j] / params.rowsPerSplit + 1u) * params.rowsPerSplit;
      }
      piece += outputGrad[row[j] * width + column];
    }
  }
  weightGrad[k * width + column] += sum + piece;
}
