// The rows of a minibatch of three tensors, each as take-rows takes them. One invocation owns one word.
//#include lib/minibatch
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  timeSteps: u32,
  rows: u32,
  words: u32,
  steps: u32,
  transitionWords: u32,
  states: u32,
  size: u32,    // rows of the minibatch
  members: u32, // rows of a group
  half: u32,    // half the bits of a Feistel word
  seed: u32,
  order: u32,   // number of the random stream
}

@group(0) @binding(0) var<storage, read> records: array<f32>;                // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read> transitions: array<f32>;            // [steps, rows, transitionWords]
@group(0) @binding(2) var<storage, read> memory: array<f32>;                 // [rows, states]
@group(0) @binding(3) var<storage, read> clock: array<u32>;                  // [1]
@group(0) @binding(4) var<storage, read_write> takenRecords: array<f32>;     // [timeSteps, size, words]
@group(0) @binding(5) var<storage, read_write> takenTransitions: array<f32>; // [steps, size, transitionWords]
@group(0) @binding(6) var<storage, read_write> takenMemory: array<f32>;      // [size, states]
@group(0) @binding(7) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) extent: vec3u) {
  var i = flatIndex(id, extent, WORKGROUP);
  let ofRecords = params.timeSteps * params.size * params.words;
  if (i < ofRecords) {
    takenRecords[i] = records[sourceOf(i, params.words)];
    return;
  }
  i -= ofRecords;
  let ofTransitions = params.steps * params.size * params.transitionWords;
  if (i < ofTransitions) {
    takenTransitions[i] = transitions[sourceOf(i, params.transitionWords)];
    return;
  }
  i -= ofTransitions;
  if (i < params.size * params.states) { takenMemory[i] = memory[sourceOf(i, params.states)]; }
}
