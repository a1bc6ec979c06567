// The events of an event camera that sees a sequence of images: events[at] = (microseconds, 2 * pixel + polarity),
// appended in any order by a counter that continues counting when the buffer is full.
//   brightness = the image of the instant at the center of the pixel: drawn here from a few numbers (SOURCE), or bytes
//   the time from the previous instant to this one is an interval of lib/event-pixel
// The state of a pixel is carried from dispatch to dispatch. One invocation owns a pixel and loops over the instants.
//#include lib/event-pixel
//#include lib/random
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override SOURCE: u32 = 3u; // one of these, or an image in bytes
const BARS = 0u;
const DISC = 1u;
const BALLS = 2u;

struct Params {
  words: u32,     // of the bytes, 4 each
  timeSteps: u32, // capacity, in instants
  numbers: u32,   // of an instant
  pixels: u32,
  capacity: u32, // capacity, in events
  width: u32,
  stream: u32,
}

@group(0) @binding(0) var<storage, read> image: array<u32>;                // [words]: brightness, one byte per pixel
@group(0) @binding(1) var<storage, read> scene: array<f32>;                // [timeSteps, numbers]: start and duration of the interval in microseconds, then as below
@group(0) @binding(2) var<storage, read> thresholds: array<f32>;           // [pixels, 2]: OFF and ON
@group(0) @binding(3) var<storage, read> settings: array<f32>;             // [8]: refractory, leak, noise (a microsecond), illumination, dark
@group(0) @binding(4) var<storage, read> control: array<u32>;              // [4]: instants, index of the first, whether the memory begins, seed
@group(0) @binding(5) var<storage, read_write> memory: array<vec4f>;       // [pixels, 4]: log light, difference, rest
@group(0) @binding(6) var<storage, read_write> events: array<u32>;         // [capacity, 2]
@group(0) @binding(7) var<storage, read_write> count: array<atomic<u32>>;  // [4]: events, including those dropped
@group(0) @binding(8) var<uniform> params: Params;

// From 0 to 1 over the width of a pixel around an edge.
fn inside(distance: f32) -> f32 {
  return clamp(distance + 0.5, 0.0, 1.0);
}

// Half of each period is light. scene: period, phase, the direction over the period.
fn bars(at: vec2f, m: u32) -> f32 {
  let along = at.x * scene[m + 6u] + at.y * scene[m + 7u] - scene[m + 5u];
  return inside(scene[m + 4u] * (0.25 - abs(fract(along) - 0.5)));
}

// A disc divided by lines through its center, light and dark in turn. scene: center, radius, lines, a normal for each. Half-light around it.
fn disc(at: vec2f, m: u32) -> f32 {
  let place = at - vec2f(scene[m + 4u], scene[m + 5u]);
  var edge = 1e9;
  var light = true;
  for (var line = 0u; line < u32(scene[m + 7u]); line++) {
    let across = dot(place, vec2f(scene[m + 8u + 2u * line], scene[m + 9u + 2u * line]));
    edge = min(edge, abs(across));
    light = light != (across > 0.0);
  }
  return mix(0.5, inside(select(-edge, edge, light)), inside(scene[m + 6u] - length(place)));
}

// scene: radius, number, a center for each.
fn balls(at: vec2f, m: u32) -> f32 {
  var nearest = 1e9;
  for (var ball = 0u; ball < u32(scene[m + 5u]); ball++) {
    let way = at - vec2f(scene[m + 6u + 2u * ball], scene[m + 7u + 2u * ball]);
    nearest = min(nearest, dot(way, way));
  }
  return inside(scene[m + 4u] - sqrt(nearest));
}

fn byteAt(x: u32, y: u32) -> f32 {
  let at = y * params.width + x;
  return f32((image[at / 4u] >> (at % 4u * 8u)) & 255u) / 255.0;
}

// Interpolated between four pixels; beyond the border the edge pixels continue. scene: the offset of the image.
fn bytes(at: vec2f, m: u32) -> f32 {
  let last = vec2f(f32(params.width - 1u), f32(params.pixels / params.width - 1u));
  let place = clamp(at - 0.5 - vec2f(scene[m + 4u], scene[m + 5u]), vec2f(), last);
  let low = vec2u(place);
  let high = min(low + 1u, vec2u(last));
  let part = place - vec2f(low);
  let above = mix(byteAt(low.x, low.y), byteAt(high.x, low.y), part.x);
  let below = mix(byteAt(low.x, high.y), byteAt(high.x, high.y), part.x);
  return mix(above, below, part.y);
}

// scene: the brightness of dark and of light.
fn brightnessAt(at: vec2f, m: u32) -> f32 {
  var light = 0.0;
  switch SOURCE {
    case BARS: { light = bars(at, m); }
    case DISC: { light = disc(at, m); }
    case BALLS: { light = balls(at, m); }
    default: { light = bytes(at, m); }
  }
  return mix(scene[m + 2u], scene[m + 3u], light);
}

// Rounded down. The very end of an interval belongs to it, so that no timestamp belongs to two intervals.
fn say(i: u32, start: f32, duration: f32, pixel: EventPixel) {
  let at = atomicAdd(&count[0], 1u);
  if (at >= params.capacity) { return; }
  events[2u * at] = u32(start) + u32(min(pixel.time, duration - 1.0));
  events[2u * at + 1u] = 2u * i + select(0u, 1u, pixel.on);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.pixels) { return; }
  let at = vec2f(f32(i % params.width) + 0.5, f32(i / params.width) + 0.5);
  let off = thresholds[2u * i];
  let on = thresholds[2u * i + 1u];
  let refractory = settings[0];
  let begins = control[2] != 0u;
  var before = memory[i].x;
  var pixel: EventPixel;
  pixel.end = select(memory[i].y, 0.0, begins);
  pixel.rest = select(memory[i].z, 0.0, begins);
  for (var k = 0u; k < control[0]; k++) {
    let m = k * params.numbers;
    let brightness = brightnessAt(at, m);
    let now = logLight(brightness, settings[3], settings[4]);
    if (begins && k == 0u) {
      before = now;
      continue;
    }
    let start = scene[m];
    let duration = scene[m + 1u];
    enter(&pixel, now - before + settings[1] * duration * on);
    before = now;
    while (fires(&pixel, on, off, duration, refractory)) { say(i, start, duration, pixel); }
    if (settings[2] > 0.0) {
      let probability = min(1.0, settings[2] * duration) * noiseAt(brightness, settings[3]);
      let key = randomKey(control[3], params.stream, control[1] + k);
      if (fluctuates(&pixel, randomBits(key, i), probability, duration, refractory)) { say(i, start, duration, pixel); }
    }
    leave(&pixel, duration);
  }
  memory[i] = vec4f(before, pixel.end, pixel.rest, 0.0);
}
