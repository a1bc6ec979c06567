// Draws the sequences to learn from, out of a ring of time steps: a group of rows (an environment) and a time step are drawn from (seed, stream,
// clock, sequence), and the sequence begins with the first reset in the `length` steps from there, or at the time step itself if there is
// none. So every episode that fits is used from its start, whatever its length. The draw leaves room for that search and the sequence
// after it: none reaches over the time step that is written next. As long as there is no room, nothing of a sequence counts.
// places: group, its first time step in the ring, how many of its time steps come before the next reset. One invocation owns a sequence.
//#include lib/random

override WORKGROUP: u32 = 64u;

const RESET = 4u;

struct Params {
  capacity: u32,
  rows: u32,
  words: u32,
  sequences: u32,
  steps: u32,   // of a rollout
  length: u32,  // steps of a sequence, which has one time step more
  members: u32, // rows of a group
  end: u32,     // where a record has it
  seed: u32,
  stream: u32,
}

@group(0) @binding(0) var<storage, read> ring: array<f32>;         // [capacity, rows, words]
@group(0) @binding(1) var<storage, read> rolloutClock: array<u32>; // [1]: rollouts before the one that was stored last
@group(0) @binding(2) var<storage, read> clock: array<u32>;        // [1]
@group(0) @binding(3) var<storage, read_write> places: array<u32>; // [sequences, 4]
@group(0) @binding(4) var<uniform> params: Params;

fn isReset(timeStep: u32, row: u32) -> bool {
  let record = (timeStep % params.capacity * params.rows + row) * params.words;
  return (u32(ring[record + params.end]) & RESET) != 0u;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let own = id.x;
  if (own >= params.sequences) { return; }
  for (var i = 0u; i < 4u; i++) { places[4u * own + i] = 0u; }
  let written = (rolloutClock[0] + 1u) * params.steps;
  let held = min(written, params.capacity);
  let room = 2u * params.length;
  if (held <= room) { return; }
  let key = randomKey(params.seed, params.stream, clock[0]);
  let group = randomBits(key, 2u * own) % (params.rows / params.members);
  let row = group * params.members;
  let drawn = written - held + randomBits(key, 2u * own + 1u) % (held - room);
  var begin = drawn;
  for (var k = 0u; k <= params.length; k++) {
    if (isReset(drawn + k, row)) {
      begin = drawn + k;
      break;
    }
  }
  var counted = 1u;
  while (counted <= params.length && !isReset(begin + counted, row)) { counted++; }
  places[4u * own] = group;
  places[4u * own + 1u] = begin % params.capacity;
  places[4u * own + 2u] = counted;
}
