// What episodes bring, row by row: sums over the transitions of a rollout that count, added to what was there. One invocation owns a row.
// totals: return and length so far; of the last episode that ended; how many ended; return and length of the first that did, and 1 if it was
// won: if its last reward is above `wonAbove`.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

const COLUMNS = 8u;
const RETURN = 5u;
const LENGTH = 6u;
const WON = 7u;
const TERMINATED = 1u;
const TRUNCATED = 2u;
const RESET = 4u;

struct Params {
  timeSteps: u32,
  rows: u32,
  words: u32,
  reward: u32, // where a record has it
  end: u32,
  wonAbove: f32,
}

@group(0) @binding(0) var<storage, read> records: array<f32>;      // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read_write> totals: array<f32>; // [rows, COLUMNS]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = flatIndex(id, groups, WORKGROUP);
  if (row >= params.rows) { return; }
  let own = row * COLUMNS;
  for (var t = 1u; t < params.timeSteps; t++) {
    let at = (t * params.rows + row) * params.words;
    let end = u32(records[at + params.end]);
    if ((end & RESET) != 0u) {
      totals[own] = 0.0;
      totals[own + 1u] = 0.0;
      continue;
    }
    totals[own] += records[at + params.reward];
    totals[own + 1u] += 1.0;
    if ((end & (TERMINATED | TRUNCATED)) == 0u) { continue; }
    totals[own + 2u] = totals[own];
    totals[own + 3u] = totals[own + 1u];
    if (totals[own + 4u] == 0.0) {
      totals[own + RETURN] = totals[own];
      totals[own + LENGTH] = totals[own + 1u];
      totals[own + WON] = f32(records[at + params.reward] > params.wonAbove);
    }
    totals[own + 4u] += 1.0;
  }
}
