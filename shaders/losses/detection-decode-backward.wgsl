// From the gradient of a detector's decoded output to that of its raw numbers: of a box as in lib/detector-cells, of a probability p as p (1 - p).
// One invocation owns one cell of one image; the gradient of padding is 0.
//#include lib/detector-cells
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
@group(0) @binding(2) var<storage, read> decoded: array<f32>;       // [1, rows, columns]
@group(0) @binding(3) var<storage, read> decodedGrad: array<f32>;   // [1, rows, columns]
@group(0) @binding(4) var<storage, read_write> rawGrad: array<f32>; // [1, rows, columns]
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.rows) { return; }
  let row = i * params.columns;
  let boxGrad = vec4f(decodedGrad[row], decodedGrad[row + 1u], decodedGrad[row + 2u], decodedGrad[row + 3u]);
  let box = vec4f(decoded[row], decoded[row + 1u], decoded[row + 2u], decoded[row + 3u]);
  let grad = throughBox(boxGrad, rawBoxAt(row), box, cellOf(i % params.cells).z);
  rawGrad[row] = grad.x;
  rawGrad[row + 1u] = grad.y;
  rawGrad[row + 2u] = grad.z;
  rawGrad[row + 3u] = grad.w;
  for (var c = 4u; c < params.columns; c++) {
    let p = decoded[row + c];
    rawGrad[row + c] = select(0.0, decodedGrad[row + c] * p * (1.0 - p), c < 5u + params.classes);
  }
}
