// What an event camera says while it looks at some images, one after the other: events[at] = (microseconds, 2 * pixel + polarity),
// appended in no order by a counter that continues where there is no room.
//   brightness = the image of the time step at the middle of the pixel: drawn here from a few numbers (SOURCE), or bytes
//   from the time step before to this one is an interval of lib/event-pixel
// What a pixel remembers is kept from dispatch to dispatch. One invocation owns a pixel and walks through the time steps.
//#include lib/event-pixel
//#include lib/random
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override SOURCE: u32 = 3u; // one of these, or bytes
const BARS = 0u;
const DISC = 1u;
const BALLS = 2u;

struct Params {
  words: u32,    // of the bytes, 4 each
  timeSteps: u32,  // that there is room for
  numbers: u32,  // of a time step
  pixels: u32,
  capacity: u32, // events that there is room for
  width: u32,
  stream: u32,
}

@group(0) @binding(0) var<storage, read> picture: array<u32>;              // [words]: brightness, a byte a pixel
@group(0) @binding(1) var<storage, read> scene: array<f32>;                // [timeSteps, numbers]: start and duration of the interval in microseconds, then as below
@group(0) @binding(2) var<storage, read> thresholds: array<f32>;           // [pixels, 2]: OFF and ON
@group(0) @binding(3) var<storage, read> settings: array<f32>;             // [8]: refractory, leak, noise (a microsecond), illumination, dark
@group(0) @binding(4) var<storage, read> control: array<u32>;              // [4]: time steps, number of the first, whether memory begins, seed
@group(0) @binding(5) var<storage, read_write> memory: array<vec4f>;       // [pixels, 4]: log light, difference, rest
@group(0) @binding(6) var<storage, read_write> events: array<u32>;         // [capacity, 2]
@group(0) @binding(7) var<storage, read_write> count: array<atomic<u32>>;  // [4]: events, also those without room
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

// Lines through the middle part it, light and dark in turn. scene: middle, radius, lines, a normal each. Half-light around it.
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

// scene: radius, how many, a middle each.
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
  return f32((picture[at / 4u] >> (at % 4u * 8u)) & 255u) / 255.0;
}

// Between four pixels; beyond the border is as at it. scene: where the image is, from its place.
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

// Rounded down. What happens at the very end of an interval is in it, so that no stamp is of two intervals.
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
