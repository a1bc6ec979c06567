// The responses of cells to a clip, as targets over time: one recorded trial, drawn anew at each training step, the mean of all, or each.
//   target[t, row, c] = responses[row, trial, c, t],  trial drawn by (seed, clock, sample);  MEAN: sum over trials / trials
//   ALL: rows are the trials of a clip in order, and `each` rows of the batch have the same clip
// One invocation owns one value; padding is 0.
//#include lib/random
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override MEAN: bool = false;
override ALL: bool = false;

struct Params {
  batch: u32,
  words: u32, // of a clip, four counts each
  steps: u32,
  rows: u32,
  columns: u32, // cells, with padding
  trials: u32,
  cells: u32,
  each: u32,
  seed: u32,
  stream: u32,
}

@group(0) @binding(0) var<storage, read> responses: array<u32>;     // [batch, words]: u8 [trials, cells, steps]
@group(0) @binding(1) var<storage, read> samples: array<u32>;       // [batch]
@group(0) @binding(2) var<storage, read> clock: array<u32>;         // [1]
@group(0) @binding(3) var<storage, read_write> targets: array<f32>; // [steps, rows, columns]
@group(0) @binding(4) var<uniform> params: Params;

fn countOf(b: u32, trial: u32, cell: u32, t: u32) -> f32 {
  let byte = (trial * params.cells + cell) * params.steps + t;
  return f32((responses[b * params.words + byte / 4u] >> (8u * (byte % 4u))) & 0xffu);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let row = i / params.columns;
  if (row >= params.steps * params.rows) { return; }
  let cell = i % params.columns;
  let b = row % params.rows;
  let t = row / params.rows;
  var count = 0.0;
  if (cell < params.cells) {
    if (ALL) {
      count = countOf(b / params.trials * params.each, b % params.trials, cell, t);
    } else if (MEAN) {
      for (var trial = 0u; trial < params.trials; trial++) { count += countOf(b, trial, cell, t); }
      count /= f32(params.trials);
    } else {
      count = countOf(b, randomBits(randomKey(params.seed, params.stream, clock[0]), samples[b]) % params.trials, cell, t);
    }
  }
  targets[i] = count;
}
