// The state of an environment for each of its agents: `count` words from `first` on, each times its factor, in a row for each agent,
// zeros in the padding. One invocation owns one word.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  timeSteps: u32,
  environments: u32,
  stateWords: u32,
  count: u32,
  rows: u32, // of all agents, those of an environment one after another
  columns: u32,
  first: u32,
}

@group(0) @binding(0) var<storage, read> states: array<f32>;         // [timeSteps, environments, stateWords]
@group(0) @binding(1) var<storage, read> scales: array<f32>;         // [count]
@group(0) @binding(2) var<storage, read_write> ofAgents: array<f32>; // [timeSteps, rows, columns]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.timeSteps * params.rows * params.columns) { return; }
  let column = i % params.columns;
  let row = i / params.columns % params.rows;
  let timeStep = i / (params.columns * params.rows);
  let environment = row / (params.rows / params.environments);
  var word = 0.0;
  if (column < params.count) {
    word = states[(timeStep * params.environments + environment) * params.stateWords + params.first + column] * scales[column];
  }
  ofAgents[i] = word;
}
