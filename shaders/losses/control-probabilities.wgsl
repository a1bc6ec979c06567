// probabilities = softmax(policy) over available choices; 0 for others, and for padding. One invocation owns a time step of a row.
//#include lib/transition
//#include lib/categorical
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  timeSteps: u32,
  rows: u32,
  words: u32,
  columns: u32,
  choices: u32,
  available: u32,
}

@group(0) @binding(0) var<storage, read> records: array<f32>;             // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read> policy: array<f32>;              // [timeSteps, rows, columns]: logits
@group(0) @binding(2) var<storage, read_write> probabilities: array<f32>; // [timeSteps, rows, columns]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.timeSteps * params.rows) { return; }
  let first = i * params.columns;
  let record = recordOf(i / params.rows, i % params.rows);
  let all = logSum(first, record);
  for (var c = 0u; c < params.columns; c++) {
    var p = 0.0;
    if (c < params.choices) { p = exp(logitOf(first, record, c) - all); }
    probabilities[first + c] = p;
  }
}
