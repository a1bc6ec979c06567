// The input of agents at several time steps, from records: observation, previous action and reward, and whether an episode starts.
// One invocation owns one record.
//#include lib/dispatch
//#include lib/record-input

override WORKGROUP: u32 = 64u;
override EMPTY: bool = false; // the memory begins empty: the first time step counts as a start

struct Params {
  timeSteps: u32,
  rows: u32,
  words: u32, // of a record
  observationColumns: u32,
  actionColumns: u32,
  rewardColumns: u32,
  observations: u32,
  actions: u32, // number of actions, or of their dimensions
  action: u32,  // where a record has it
  reward: u32,
  end: u32,
  agents: u32, // of a group, which receive their index; 0 if there is only one
  rewardScale: f32,
}

@group(0) @binding(0) var<storage, read> records: array<f32>;           // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read_write> observation: array<f32>; // [timeSteps, rows, observationColumns]
@group(0) @binding(2) var<storage, read_write> action: array<f32>;      // [timeSteps, rows, actionColumns]
@group(0) @binding(3) var<storage, read_write> reward: array<f32>;      // [timeSteps, rows, rewardColumns]
@group(0) @binding(4) var<storage, read_write> starts: array<f32>;      // [timeSteps, rows]: 1 where the memory is emptied, as an episode starts
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = flatIndex(id, groups, WORKGROUP);
  if (row >= params.timeSteps * params.rows) { return; }
  let source = row * params.words;
  starts[row] = select(0.0, 1.0, beginsAt(source) || (EMPTY && row < params.rows));
  for (var i = 0u; i < params.observationColumns; i++) { observation[row * params.observationColumns + i] = observationAt(source, row, i); }
  for (var i = 0u; i < params.actionColumns; i++) { action[row * params.actionColumns + i] = actionAt(source, i); }
  for (var i = 0u; i < params.rewardColumns; i++) { reward[row * params.rewardColumns + i] = rewardAt(source, i); }
}
