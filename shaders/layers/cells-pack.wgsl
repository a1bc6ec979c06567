// A detector's outputs at the cells of one level, written to their rows among those of all levels, as a mean over the steps:
//   raw[sample, offset + cell, c] = 1/steps * sum over t of first[t, sample, cell, c]           where c < firsts
//                                 = 1/steps * sum over t of second[t, sample, cell, c - firsts] else; 0 in the padding
// in ascending t. An invocation owns 4 columns of a cell of a sample.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  steps: u32,
  rows: u32,          // samples times the cells of the level
  firstColumns: u32,
  secondColumns: u32,
  batch: u32,
  cells: u32,         // of all levels
  columns: u32,       // a multiple of 4
  firsts: u32,        // columns of the first without padding
  seconds: u32,
  offset: u32,        // cells of the levels before
}

@group(0) @binding(0) var<storage, read> first: array<f32>;        // [steps, rows, firstColumns]
@group(0) @binding(1) var<storage, read> second: array<f32>;       // [steps, rows, secondColumns]
@group(0) @binding(2) var<storage, read_write> raw: array<vec4f>;  // [batch, cells, columns]
@group(0) @binding(3) var<uniform> params: Params;

fn meanOf(row: u32, c: u32) -> f32 {
  var sum = 0.0;
  for (var t = 0u; t < params.steps; t++) {
    let at = t * params.rows + row;
    if (c < params.firsts) {
      sum += first[at * params.firstColumns + c];
    } else if (c < params.firsts + params.seconds) {
      sum += second[at * params.secondColumns + c - params.firsts];
    }
  }
  return sum / f32(params.steps);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.columns / 4u;
  let row = i / width;
  if (row >= params.rows) { return; }
  let own = params.rows / params.batch;
  let c = 4u * (i % width);
  let to = (row / own) * params.cells + params.offset + row % own;
  raw[to * width + i % width] = vec4f(meanOf(row, c), meanOf(row, c + 1u), meanOf(row, c + 2u), meanOf(row, c + 3u));
}
