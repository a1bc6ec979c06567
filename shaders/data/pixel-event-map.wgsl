// Representations that are one image with the channels of each bin after those of the previous bin, oldest first (lib/event-window):
//   GRID     1 channel: the sum of polarity * max(0, 1 - |s - bin|), s = bins * (time - first) / duration, polarity -1 or 1
//   CUBE     4 channels: channel (polarity + 1) * (half + 1) - 1 counts the events of a polarity in a half of the bin. As in the published
//            code, OFF events of the second half and ON events of the first share channel 1, and channel 2 stays empty
//   SURFACE  2 channels: exp(-(end of the bin - last) / tau), last the pixel's latest event of the polarity in this bin or before; else 0
// An invocation owns a pixel of a sample: its events are in ascending order, so one pass is enough. Padding of a row is zero.
//#include lib/dispatch
//#include lib/event-window

override WORKGROUP: u32 = 64u;
override KIND: u32 = 0u; // the constants below

const GRID = 0u;
const CUBE = 1u;

struct Params {
  batch: u32,
  slots: u32,
  pixels: u32,
  columns: u32, // of a row: the channels of all bins, and padding
  bins: u32,
  tau: f32,     // microseconds, SURFACE only
}

@group(0) @binding(0) var<storage, read> events: array<u32>;      // [batch, slots, pixels]: microseconds << 1 | polarity
@group(0) @binding(1) var<storage, read> eventCounts: array<u32>; // [batch, pixels]
@group(0) @binding(2) var<storage, read> span: array<u32>;        // [batch, 2]
@group(0) @binding(3) var<storage, read_write> map: array<f32>;   // [batch, pixels, columns]
@group(0) @binding(4) var<uniform> params: Params;

// The remaining events of a pixel.
struct Ahead {
  at: u32, // index of the next one
  left: u32,
}

fn grid(window: Window, start: Ahead, to: u32) {
  var ahead = start;
  let scale = f32(params.bins) / f32(max(window.duration, 1u));
  var next = 0.0;
  for (var bin = 0u; bin < params.bins; bin++) {
    var here = next;
    next = 0.0;
    for (; ahead.left > 0u; ahead.left--) {
      let word = events[ahead.at];
      let past = f32((word >> 1u) - window.first) * scale - f32(bin);
      if (past >= 1.0 || window.duration == 0u) { break; }
      let polarity = select(-1.0, 1.0, (word & 1u) == 1u);
      here += polarity * (1.0 - past);
      next += polarity * past;
      ahead.at += params.pixels;
    }
    map[to + bin] = here;
  }
}

fn cube(window: Window, start: Ahead, to: u32) {
  var ahead = start;
  for (var bin = 0u; bin < params.bins; bin++) {
    let end = endOfBin(window, bin);
    var counts = vec4f();
    for (; ahead.left > 0u; ahead.left--) {
      let word = events[ahead.at];
      let time = word >> 1u;
      if (time >= end) { break; }
      let half = select(0u, 1u, 2u * (end - time) <= window.width);
      counts[((word & 1u) + 1u) * (half + 1u) - 1u] += 1.0;
      ahead.at += params.pixels;
    }
    for (var c = 0u; c < 4u; c++) { map[to + 4u * bin + c] = counts[c]; }
  }
}

fn surface(window: Window, start: Ahead, to: u32) {
  var ahead = start;
  var seen = vec2u();
  var last = vec2u();
  for (var bin = 0u; bin < params.bins; bin++) {
    let end = endOfBin(window, bin);
    for (; ahead.left > 0u; ahead.left--) {
      let word = events[ahead.at];
      if (word >> 1u >= end) { break; }
      seen[word & 1u] = 1u;
      last[word & 1u] = word >> 1u;
      ahead.at += params.pixels;
    }
    for (var c = 0u; c < 2u; c++) { map[to + 2u * bin + c] = select(0.0, exp(-f32(end - last[c]) / params.tau), seen[c] == 1u); }
  }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.batch * params.pixels) { return; }
  let sample = i / params.pixels;
  let window = windowOf(span[2u * sample], span[2u * sample + 1u], params.bins);
  let ahead = Ahead(sample * params.slots * params.pixels + i % params.pixels, eventCounts[i]);
  let to = i * params.columns;
  var channels = 1u;
  switch KIND {
    case GRID: { grid(window, ahead, to); }
    case CUBE: {
      channels = 4u;
      cube(window, ahead, to);
    }
    default: {
      channels = 2u;
      surface(window, ahead, to);
    }
  }
  for (var column = channels * params.bins; column < params.columns; column++) { map[to + column] = 0.0; }
}
