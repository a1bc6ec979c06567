// A probe: for each channel, how many of its positions fired at all, and how many fired nearly always.
//   activity[0, c] = how many positions p have fired[p, c] > 0;  activity[1, c] = how many have fired[p, c] >= always
// A layer without positions has one. It overwrites its results, so that it may run after every micro-batch: the last run counts.
// A workgroup owns 16 channels: 4 threads of 4 channels each, 16 threads apart along the positions.

struct Params {
  positions: u32,
  channels: u32, // a multiple of 4
  always: u32,   // the number of spikes from which on a neuron counts as always firing
}

@group(0) @binding(0) var<storage, read> fired: array<vec4u>;        // [positions, channels]
@group(0) @binding(1) var<storage, read_write> activity: array<u32>; // [2, channels]
@group(0) @binding(2) var<uniform> params: Params;

var<workgroup> own: array<atomic<u32>, 32>; // of 16 channels: fired, then always

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let width = params.channels / 4u;
  let quad = thread % 4u;
  let column = group.x * 4u + quad;
  var some = vec4u();
  var most = vec4u();
  if (column < width) {
    for (var position = thread / 4u; position < params.positions; position += 16u) {
      let count = fired[position * width + column];
      some += select(vec4u(), vec4u(1u), count > vec4u());
      most += select(vec4u(), vec4u(1u), count >= vec4u(params.always));
    }
  }
  for (var k = 0u; k < 4u; k++) {
    if (some[k] != 0u) { atomicAdd(&own[quad * 4u + k], some[k]); }
    if (most[k] != 0u) { atomicAdd(&own[16u + quad * 4u + k], most[k]); }
  }
  workgroupBarrier();
  let channel = group.x * 16u + thread % 16u;
  if (thread < 32u && channel < params.channels) {
    activity[(thread / 16u) * params.channels + channel] = atomicLoad(&own[thread]);
  }
}
