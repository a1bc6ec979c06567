// The decoded output of a detector:  box (lib/detector-cells), then objectness and classes as probabilities, sigmoid(x).
// One invocation owns one cell of one image; columns past 5 + classes are padding: 0.
//#include lib/detector-cells
//#include lib/exponential
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,       // images times cells
  columns: u32,    // of a row: 5 + classes, padded
  levelCount: u32,
  cells: u32,      // of an image
  classes: u32,
}

@group(0) @binding(0) var<storage, read> raw: array<f32>;           // [1, rows, columns]
@group(0) @binding(1) var<storage, read> levels: array<u32>;        // [levelCount, 4]: first cell, width, height, stride
@group(0) @binding(2) var<storage, read_write> decoded: array<f32>; // [1, rows, columns]: center x, center y, width, height, objectness, classes
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.rows) { return; }
  let row = i * params.columns;
  let box = boxOf(rawBoxAt(row), cellOf(i % params.cells));
  decoded[row] = box.x;
  decoded[row + 1u] = box.y;
  decoded[row + 2u] = box.z;
  decoded[row + 3u] = box.w;
  for (var c = 4u; c < params.columns; c++) {
    decoded[row + c] = select(0.0, logistic(vec4f(raw[row + c])).x, c < 5u + params.classes);
  }
}
