// For each agent the value, by q, of the available action that is the largest by `policy`, the first of equals: with two
// networks the double estimate (van Hasselt et al. 2016). Rows of a group are its agents, side by side; padding is 0.
// One invocation owns a value.
//#include lib/transition
//#include lib/categorical
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  timeSteps: u32,
  rows: u32,
  words: u32,
  columns: u32,
  groups: u32,
  agentColumns: u32,
  choices: u32,
  available: u32,
}

@group(0) @binding(0) var<storage, read> records: array<f32>;    // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read> policy: array<f32>;     // [timeSteps, rows, columns]
@group(0) @binding(2) var<storage, read> q: array<f32>;          // [timeSteps, rows, columns]
@group(0) @binding(3) var<storage, read_write> best: array<f32>; // [timeSteps, groups, agentColumns]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.timeSteps * params.groups * params.agentColumns) { return; }
  let agents = params.rows / params.groups;
  let agent = i % params.agentColumns;
  if (agent >= agents) {
    best[i] = 0.0;
    return;
  }
  let t = i / params.agentColumns / params.groups;
  let row = i / params.agentColumns % params.groups * agents + agent;
  let first = (t * params.rows + row) * params.columns;
  let record = recordOf(t, row);
  var at = 0u;
  for (var a = 1u; a < params.choices; a++) {
    if (logitOf(first, record, a) > logitOf(first, record, at)) { at = a; }
  }
  best[i] = q[first + at];
}
