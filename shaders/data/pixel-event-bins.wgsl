// counts[bin, sample, pixel, polarity] = number of events of the polarity at a pixel in the bin, oldest bin first (lib/event-window).
// An invocation owns a pixel of a sample: its events are in ascending order, so one pass is enough. Padding of a row is zero.
//#include lib/dispatch
//#include lib/event-window

override WORKGROUP: u32 = 64u;

struct Params {
  batch: u32,
  slots: u32,
  pixels: u32,
  bins: u32,
  values: u32, // of a sample in a bin: two per pixel, and padding
}

@group(0) @binding(0) var<storage, read> events: array<u32>;         // [batch, slots, pixels]: microseconds << 1 | polarity
@group(0) @binding(1) var<storage, read> eventCounts: array<u32>;    // [batch, pixels]
@group(0) @binding(2) var<storage, read> span: array<u32>;           // [batch, 2]
@group(0) @binding(3) var<storage, read_write> counts: array<vec2f>; // [bins, batch, values / 2]: OFF, ON
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.values / 2u;
  if (i >= params.batch * width) { return; }
  let sample = i / width;
  let pixel = i % width;
  let window = windowOf(span[2u * sample], span[2u * sample + 1u], params.bins);
  var left = 0u;
  if (pixel < params.pixels) { left = eventCounts[sample * params.pixels + pixel]; }
  var at = sample * params.slots * params.pixels + pixel;
  for (var bin = 0u; bin < params.bins; bin++) {
    let end = endOfBin(window, bin);
    var count = vec2f();
    for (; left > 0u; left--) {
      let word = events[at];
      if (word >> 1u >= end) { break; }
      count[word & 1u] += 1.0;
      at += params.pixels;
    }
    counts[bin * params.batch * width + i] = count;
  }
}
