// span[sample] = the times of its first and of its last event, in microseconds; the largest word, then 0, if it has none.
// A pixel's events are in ascending order, so its first slot and its last one are enough. A workgroup owns a sample.

const THREADS = 256u;

struct Params {
  batch: u32,
  slots: u32,
  pixels: u32,
}

@group(0) @binding(0) var<storage, read> events: array<u32>;      // [batch, slots, pixels]: microseconds << 1 | polarity
@group(0) @binding(1) var<storage, read> eventCounts: array<u32>; // [batch, pixels]
@group(0) @binding(2) var<storage, read_write> span: array<u32>;  // [batch, 2]
@group(0) @binding(3) var<uniform> params: Params;

var<workgroup> firsts: array<u32, 256>;
var<workgroup> lasts: array<u32, 256>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let sample = group.x;
  var first = 0xffffffffu;
  var last = 0u;
  for (var pixel = thread; pixel < params.pixels; pixel += THREADS) {
    let count = eventCounts[sample * params.pixels + pixel];
    if (count > 0u) {
      let at = sample * params.slots * params.pixels + pixel;
      first = min(first, events[at] >> 1u);
      last = max(last, events[at + (count - 1u) * params.pixels] >> 1u);
    }
  }
  firsts[thread] = first;
  lasts[thread] = last;
  workgroupBarrier();
  for (var reach = THREADS / 2u; reach > 0u; reach /= 2u) {
    if (thread < reach) {
      firsts[thread] = min(firsts[thread], firsts[thread + reach]);
      lasts[thread] = max(lasts[thread], lasts[thread + reach]);
    }
    workgroupBarrier();
  }
  if (thread == 0u) {
    span[2u * sample] = firsts[0];
    span[2u * sample + 1u] = lasts[0];
  }
}
