// Draws the sequences to learn from, out of a ring of time steps: a group of rows (an environment) and a time step are drawn from (seed, stream,
// clock, sequence), and the sequence begins with the first reset in the `length` steps from there, or at the time step itself if there is
// none. So every episode that fits is used from its start, whatever its length. The draw leaves room for that search and the sequence
// after it: none reaches over the time step that is written next. As long as there is no room, nothing of a sequence counts.
// places: group, its first time step in the ring, how many of its time steps come before the next reset. The records of all rows of the
// group are copied; time steps that do not count are marked as a reset. A workgroup owns a sequence.
//#include lib/random

override WORKGROUP: u32 = 64u;

const RESET = 4u;

struct Params {
  capacity: u32,
  rows: u32,
  words: u32,
  sequences: u32,
  timeSteps: u32, // of a sequence, which has one step less
  size: u32,      // rows of all sequences
  steps: u32,     // of a rollout
  end: u32,       // where a record has it
  seed: u32,
  stream: u32,
}

@group(0) @binding(0) var<storage, read> ring: array<f32>;           // [capacity, rows, words]
@group(0) @binding(1) var<storage, read> rolloutClock: array<u32>;   // [1]: rollouts before the one that was stored last
@group(0) @binding(2) var<storage, read> clock: array<u32>;          // [1]
@group(0) @binding(3) var<storage, read_write> places: array<vec4u>; // [sequences, 4]
@group(0) @binding(4) var<storage, read_write> taken: array<f32>;    // [timeSteps, size, words]
@group(0) @binding(5) var<uniform> params: Params;

var<workgroup> place: vec4u;

fn isReset(timeStep: u32, row: u32) -> bool {
  let record = (timeStep % params.capacity * params.rows + row) * params.words;
  return (u32(ring[record + params.end]) & RESET) != 0u;
}

fn drawn(own: u32) -> vec4u {
  let length = params.timeSteps - 1u;
  let written = (rolloutClock[0] + 1u) * params.steps;
  let held = min(written, params.capacity);
  let room = 2u * length;
  if (held <= room) { return vec4u(); }
  let key = randomKey(params.seed, params.stream, clock[0]);
  let members = params.size / params.sequences;
  let group = randomBits(key, 2u * own) % (params.rows / members);
  let row = group * members;
  let first = written - held + randomBits(key, 2u * own + 1u) % (held - room);
  var begin = first;
  for (var k = 0u; k <= length; k++) {
    if (isReset(first + k, row)) {
      begin = first + k;
      break;
    }
  }
  var counted = 1u;
  while (counted <= length && !isReset(begin + counted, row)) { counted++; }
  return vec4u(group, begin % params.capacity, counted, 0u);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) sequence: vec3u, @builtin(local_invocation_index) thread: u32) {
  let own = sequence.x;
  if (thread == 0u) {
    place = drawn(own);
    places[own] = place;
  }
  workgroupBarrier();
  let members = params.size / params.sequences;
  for (var i = thread; i < params.timeSteps * members * params.words; i += WORKGROUP) {
    let word = i % params.words;
    let member = i / params.words % members;
    let t = i / (params.words * members);
    let source = ((place.y + t) % params.capacity * params.rows + place.x * members + member) * params.words + word;
    let to = (t * params.size + own * members + member) * params.words + word;
    taken[to] = select(ring[source], f32(RESET), word == params.end && t >= place.z);
  }
}
