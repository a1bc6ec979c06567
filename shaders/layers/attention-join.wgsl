// Two streams, each with its scores, as one:
//   output[c] = event[c] * eventTemporal * eventSpatial + frame[c - first] * frameTemporal * frameSpatial
// `first` is 0 where they are added; where the channels of the frame stream follow those of the event stream it is their number.
// Beyond a stream's channels it is 0. Temporal scores are [t, b], spatial ones [b, place]. An invocation owns 4 channels of a position.
//#include lib/dispatch
//#include lib/lanes

override WORKGROUP: u32 = 64u;

struct Params {
  steps: u32,
  samples: u32,
  places: u32,
  eventColumns: u32, // multiples of 4
  frameColumns: u32,
  columns: u32,
  first: u32,
}

@group(0) @binding(0) var<storage, read> event: array<vec4f>;          // [steps, samples, places, eventColumns]
@group(0) @binding(1) var<storage, read> frame: array<vec4f>;          // [steps, samples, places, frameColumns]
@group(0) @binding(2) var<storage, read> eventTemporal: array<f32>;    // [steps, samples]: the scores that multiply the event stream
@group(0) @binding(3) var<storage, read> eventSpatial: array<f32>;     // [samples, places]
@group(0) @binding(4) var<storage, read> frameTemporal: array<f32>;    // [steps, samples]
@group(0) @binding(5) var<storage, read> frameSpatial: array<f32>;     // [samples, places]
@group(0) @binding(6) var<storage, read_write> output: array<vec4f>;   // [steps, samples, places, columns]
@group(0) @binding(7) var<uniform> params: Params;

// Channels from 4 column - first on, 0 where there are none.
fn framesAt(row: u32, column: u32) -> vec4f {
  let end = 4u * column + 4u;
  if (end <= params.first) { return vec4f(); }
  let next = (end - params.first) / 4u;
  let width = params.frameColumns / 4u;
  var low = vec4f();
  var high = vec4f();
  if (next > 0u && next <= width) { low = frame[row * width + next - 1u]; }
  if (next < width) { high = frame[row * width + next]; }
  return shifted(low, high, (end - params.first) % 4u);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let column = i % (params.columns / 4u);
  let row = i / (params.columns / 4u);
  let step = row / params.places; // of a sample
  let place = row % (params.samples * params.places);
  if (step >= params.steps * params.samples) { return; }
  var sum = framesAt(row, column) * (frameTemporal[step] * frameSpatial[place]);
  let width = params.eventColumns / 4u;
  if (column < width) { sum = fma(event[row * width + column], vec4f(eventTemporal[step] * eventSpatial[place]), sum); }
  output[i] = sum;
}
