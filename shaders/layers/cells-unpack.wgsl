// The gradient of cells-pack, the same at every step.
//   firstGrad[t, sample, cell, c]  = 1/steps * rawGrad[sample, offset + cell, c]
//   secondGrad[t, sample, cell, c] = 1/steps * rawGrad[sample, offset + cell, firsts + c];  0 in the padding of both
// An invocation owns 4 columns of a cell of a sample of one of the two, at every step.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  batch: u32,
  cells: u32,         // of all levels
  columns: u32,
  steps: u32,
  rows: u32,          // samples times the cells of the level
  firstColumns: u32,  // multiples of 4
  secondColumns: u32,
  firsts: u32,        // columns of the first without padding
  seconds: u32,
  offset: u32,        // cells of the levels before
}

@group(0) @binding(0) var<storage, read> rawGrad: array<f32>;               // [batch, cells, columns]
@group(0) @binding(1) var<storage, read_write> firstGrad: array<vec4f>;     // [steps, rows, firstColumns]
@group(0) @binding(2) var<storage, read_write> secondGrad: array<vec4f>;    // [steps, rows, secondColumns]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let firstWidth = params.firstColumns / 4u;
  let secondWidth = params.secondColumns / 4u;
  let row = i / (firstWidth + secondWidth);
  if (row >= params.rows) { return; }
  let column = i % (firstWidth + secondWidth);
  let isFirst = column < firstWidth;
  let c = 4u * select(column - firstWidth, column, isFirst);
  let meant = select(params.seconds, params.firsts, isFirst);
  let own = params.rows / params.batch;
  let start = ((row / own) * params.cells + params.offset + row % own) * params.columns + select(params.firsts, 0u, isFirst) + c;
  var four = vec4f();
  for (var k = 0u; k < 4u; k++) {
    if (c + k < meant) { four[k] = rawGrad[start + k] / f32(params.steps); }
  }
  for (var t = 0u; t < params.steps; t++) {
    let at = t * params.rows + row;
    if (isFirst) { firstGrad[at * firstWidth + column] = four; } else { secondGrad[at * secondWidth + column - firstWidth] = four; }
  }
}
