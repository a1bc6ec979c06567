// What two cameras of 32 x 32 pixels see of signs: counts of events in 16 intervals of 50 ms, and the image at the end of each.
// At instants, the ends of substeps of 2.5 ms:
//   I = background, head, resting hand, moving hand, each over those below by its cover clamp(0.5 - distance, 0, 1)
//   L = log I + log E, E the illumination of the instant: from instant to instant an interval of lib/event-pixel
//   image = exposure * (mean of I E over the last instants) + noise, of 255
//   noise of events: a Poisson number, each event in any interval
// One invocation owns a pixel of a sample and loops over its instants. A pixel counts at most 100 signal events in an
// interval (because of the refractory time), so a byte holds them with those of noise.
// Reference implementation: src/data/signs/reference.ts.
//#include lib/value-noise
//#include lib/event-pixel
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

const STEPS = 16u;
const SUBSTEPS = 20u;
const SIDE = 32u;
const FINGERS = 5u;
const DURATION = 2500.0; // of a substep, in microseconds
const REFRACTORY = 500.0;
const EVENT_NOISE = 3u; // streams of random numbers
const IMAGE_NOISE = 5u;
const PIXEL_NOISE = 6u;

struct Params {
  samples: u32,
  timeSteps: u32,
  numbers: u32, // of an instant
  facts: u32,   // of a sample
  words: u32,   // of a sample's control
  pixels: u32,
  steps: u32,
  seed: u32,
  family: u32, // the second word of the key of random numbers
}

// x and y of the moving palm, x of the body, illumination, its logarithm, 0, a direction for each finger
@group(0) @binding(0) var<storage, read> timeSteps: array<f32>;               // [samples, timeSteps, numbers]
// palm, head, reflectance of hands and of the head, resting hand from the body, head from the body, y of the body,
// exposure, standard deviation of an image's noise, mean of noise events, a direction for each finger of the resting hand
@group(0) @binding(1) var<storage, read> facts: array<f32>;                 // [samples, facts]
@group(0) @binding(2) var<storage, read> control: array<vec4u>;             // [samples, words]: index, instants of an exposure, open, whether there is one
@group(0) @binding(3) var<storage, read> sensor: array<vec4f>;              // [pixels, 4]: OFF, ON, mean of noise events where it is hot, else -1
@group(0) @binding(4) var<storage, read_write> seen: array<u32>;            // [samples, steps, pixels]: OFF, ON, gray level, one byte each
@group(0) @binding(5) var<uniform> params: Params;

// The signed distance to the nearest finger; fingers are capsules from the center of the palm, which is at 0.
fn nearest(distance: f32, at: vec2f, palm: f32, direction: vec2f) -> f32 {
  let along = clamp(dot(at, direction), 0.0, 2.4 * palm);
  return min(distance, length(at - along * direction) - 0.3 * palm);
}

// Beyond this distance no finger covers anything.
fn reachOf(palm: f32) -> f32 {
  return 2.7 * palm + 0.5;
}

// s: where the facts of the sample begin.
fn restingHand(at: vec2f, palm: f32, s: u32, open: bool) -> f32 {
  let away = length(at);
  var distance = away - palm;
  if (open && away <= reachOf(palm)) {
    for (var f = s + 12u; f < s + 12u + 2u * FINGERS; f += 2u) {
      distance = nearest(distance, at, palm, vec2f(facts[f], facts[f + 1u]));
    }
  }
  return distance;
}

// m: where the numbers of the instant begin.
fn movingHand(at: vec2f, palm: f32, m: u32) -> f32 {
  let away = length(at);
  var distance = away - palm;
  if (away <= reachOf(palm)) {
    for (var f = m + 6u; f < m + 6u + 2u * FINGERS; f += 2u) {
      distance = nearest(distance, at, palm, vec2f(timeSteps[f], timeSteps[f + 1u]));
    }
  }
  return distance;
}

fn over(below: f32, distance: f32, light: f32) -> f32 {
  return mix(below, light, clamp(0.5 - distance, 0.0, 1.0));
}

// The reflectance at a position, without the illumination.
fn composite(at: vec2f, m: u32, s: u32, open: bool, background: f32) -> f32 {
  let palm = facts[s];
  let fromBody = at - vec2f(timeSteps[m + 2u], facts[s + 8u]);
  let head = length(fromBody - vec2f(facts[s + 6u], facts[s + 7u])) - facts[s + 1u];
  let resting = restingHand(fromBody - vec2f(facts[s + 4u], facts[s + 5u]), palm, s, open);
  let moving = movingHand(at - vec2f(timeSteps[m], timeSteps[m + 1u]), palm, m);
  return over(over(over(background, head, facts[s + 3u]), resting, facts[s + 2u]), moving, facts[s + 2u]);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let flat = flatIndex(id, groups, WORKGROUP);
  if (flat >= params.samples * params.pixels) { return; }
  let b = flat / params.pixels;
  let i = flat % params.pixels;
  if (control[b].w == 0u) { return; }
  let number = control[b].x;
  let exposure = control[b].y;
  let open = control[b].z != 0u;
  let key = vec2u(params.seed, params.family);
  let s = b * params.facts;
  let at = vec2f(f32(i % SIDE) + 0.5, f32(i / SIDE) + 0.5);
  let background = exp(0.2 * valueNoise(key, number, 0u, at));
  let off = sensor[i].x;
  let on = sensor[i].y;
  let phase = units(philox(key, number, PIXEL_NOISE, i, 1u)).x;
  let fixedNoise = 0.5 * normalOf(units(philox(key, number, PIXEL_NOISE, i, 0u)));

  // OFF, ON and the gray level of each interval, one byte each.
  var own: array<u32, 16>;
  var pixel: EventPixel;
  pixel.end = on - (on + off) * phase;
  var before = 0.0;
  var gathered = 0.0;
  for (var k = 0u; k < params.timeSteps; k++) {
    let m = (b * params.timeSteps + k) * params.numbers;
    let intensity = composite(at, m, s, open, background);
    let now = log(intensity) + timeSteps[m + 4u];
    if (k > 0u) {
      enter(&pixel, now - before);
      while (fires(&pixel, on, off, DURATION, REFRACTORY)) {
        let ended = select(k - 1u, k, pixel.time >= DURATION);
        own[min(ended / SUBSTEPS, STEPS - 1u)] += select(1u, 256u, pixel.on);
      }
      leave(&pixel, DURATION);
      let interval = (k - 1u) / SUBSTEPS;
      let last = SUBSTEPS * (interval + 1u);
      if (k + exposure > last) { gathered += intensity * timeSteps[m + 3u]; }
      if (k == last) {
        let noise = normalOf(units(philox(key, number, IMAGE_NOISE, i, interval))) + fixedNoise;
        let value = facts[s + 9u] * gathered / f32(exposure) + facts[s + 10u] * noise;
        own[interval] += u32(floor(255.0 * clamp(value, 0.0, 1.0) + 0.5)) << 16u;
        gathered = 0.0;
      }
    }
    before = now;
  }
  let mean = select(facts[s + 11u], sensor[i].z, sensor[i].z >= 0.0);
  let count = poisson(units(philox(key, number, EVENT_NOISE, i, 0u)).x, mean);
  for (var e = 0u; e < count; e++) {
    let u = units(philox(key, number, EVENT_NOISE, i, 1u + e));
    own[u32(16.0 * u.x)] += select(1u, 256u, u.y < 0.5);
  }

  for (var t = 0u; t < STEPS; t++) { seen[(b * STEPS + t) * params.pixels + i] = own[t]; }
}
