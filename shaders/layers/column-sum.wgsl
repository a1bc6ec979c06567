// partial[split] = sum of the rows of this split of `input`, in ascending row.
// The first stage of a bias gradient; sum-splits is the second.

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,
  columns: u32, // a multiple of 4
  splits: u32,
  rowsPerSplit: u32,
}

@group(0) @binding(0) var<storage, read> input: array<vec4f>;         // [rows, columns / 4]
@group(0) @binding(1) var<storage, read_write> partial: array<vec4f>; // [splits, columns / 4]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let width = params.columns / 4u;
  let column = group.x * WORKGROUP + local.x;
  if (column >= width) { return; }
  let firstRow = group.y * params.rowsPerSplit;
  let endRow = min(firstRow + params.rowsPerSplit, params.rows);
  var sum = vec4f();
  for (var row = firstRow; row < endRow; row++) {
    sum += input[row * width + column];
  }
  partial[group.y * width + column] = sum;
}
