// What agents embed of their input at a step of a scan, from the records of that time step, as record-input and joined-linear-forward compute it:
//   output[row] = f(bias + sum over k of input[row, k] * weight[k]), terms in ascending k;  f is nothing, or max(0, x)
// and whether an episode starts. A row of `table` is 4 outputs of one layer (a vec4):
//   their vec4 in the first row of weights, vec4s of a row of weights and of the output, their vec4 in the bias, their vec4 in the first
//   row of the output, 1 where f is max(0, x), which part of the input (0 the observation, 1 the action, 2 the reward), its columns
// One invocation owns 4 outputs of a row.
//#include lib/dispatch
//#include lib/record-input

override WORKGROUP: u32 = 64u;

struct Params {
  timeSteps: u32,
  rows: u32,
  words: u32, // of a record
  weightWords: u32,
  columns: u32, // rows of the table
  outputWords: u32,
  steps: u32,
  observations: u32,
  actions: u32, // number of actions, or of their dimensions
  action: u32,  // where a record has it
  reward: u32,
  end: u32,
  agents: u32, // of a group, which receive their index; 0 if there is only one
  rewardScale: f32,
}

@group(0) @binding(0) var<storage, read> records: array<f32>;        // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read> weight: array<vec4f>;       // [weightWords]: the layers' weights and biases
@group(0) @binding(2) var<storage, read> table: array<u32>;          // [columns, 7]
@group(0) @binding(3) var<storage, read_write> output: array<vec4f>; // [outputWords]: the layers' outputs, each [rows, padded outputs]
@group(0) @binding(4) var<storage, read_write> starts: array<f32>;   // [1, rows]: 1 where an episode starts
@group(0) @binding(5) var<uniform> params: Params;
@group(1) @binding(0) var<uniform> step: u32;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let row = i / params.columns;
  let column = i % params.columns;
  if (row >= params.rows) { return; }
  let source = (step * params.rows + row) * params.words;
  if (column == 0u) { starts[row] = select(0.0, 1.0, beginsAt(source)); }
  let place = column * 7u;
  let width = table[place + 1u];
  var sum = weight[table[place + 2u]];
  for (var k = 0u; k < table[place + 6u]; k++) {
    sum = fma(vec4f(partOf(table[place + 5u], source, row, k)), weight[table[place] + k * width], sum);
  }
  output[table[place + 3u] + row * width] = select(sum, max(sum, vec4f()), table[place + 4u] == 1u);
}

fn partOf(part: u32, source: u32, row: u32, k: u32) -> f32 {
  switch part {
    case 0u: { return observationAt(source, row, k); }
    case 1u: { return actionAt(source, k); }
    default: { return rewardAt(source, k); }
  }
}
