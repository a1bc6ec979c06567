// The events of scenes of moving shapes in the event camera: lists by pixel, of signal and noise.
//   L = log intensity of a pixel: the background, then each object over those below by its cover clamp(0.5 - distance, 0, 1)
//   from substep to substep, of 0.5 ms, an interval of lib/event-pixel in which L changes linearly
// One invocation owns a pixel and skips substeps: along with L it computes a bound on the rate of change of L, and how long that holds. A
// substep ends without an event while L is between the thresholds, so substeps that end before L can reach one are not evaluated.
// Reference implementation, without skipping: src/data/shapes/reference.ts.
//#include lib/philox
//#include lib/event-pixel
//#include lib/leap
//#include lib/shapes
//#include lib/texture-lattice

override WORKGROUP: u32 = 64u; // pixels, a square

const TILE = 8u; // its side
const SUBSTEPS = 400u;
const SUBSTEP = 500.0; // in microseconds
const REFRACTORY = 500.0;
const RECENT = 150000u; // microseconds
const HOT_RATE = 100.0;
const HOT_SHARE = 0.0005;
const SENSOR = 2u; // streams of random numbers
const EVENT_NOISE = 3u;
const BACKGROUND_DEPTH = 0.35; // of textures, in log intensity
const OBJECT_DEPTH = 0.15;
const NEAR = 1e-3; // pixels subtracted from all distances, against rounding

struct Params {
  batch: u32,
  rows: u32,
  points: u32,
  slots: u32,
  pixels: u32,
  seed: u32,
  split: u32,
  side: u32,
  longest: u32, // maximum number of substeps that are skipped at once; 1 gives the same events, more slowly
}

@group(0) @binding(0) var<storage, read> samples: array<u32>;               // [batch]
@group(0) @binding(1) var<storage, read> scenes: array<vec4f>;              // [batch, rows, 4], as lib/shapes says
@group(0) @binding(2) var<storage, read> lattices: array<f32>;              // [batch, points], as lib/texture-lattice says
@group(0) @binding(3) var<storage, read_write> events: array<u32>;          // [batch, slots, pixels]: microseconds << 1 | ON, ascending
@group(0) @binding(4) var<storage, read_write> eventCounts: array<u32>;     // [batch, pixels]
@group(0) @binding(5) var<storage, read_write> tallies: array<u32>;         // [batch, pixels]: newest events of the light, << 16 those without a slot
@group(0) @binding(6) var<uniform> params: Params;

// The value of a texture at a position, and its derivatives to the right and down, per pixel.
// first: of the scene's lattices; size: pixels between points.
fn octaveAt(first: u32, octave: Octave, at: vec2f, size: f32) -> vec3f {
  let cell = floor(at / size);
  let part = at / size - cell;
  let corner = vec2u(vec2i(cell) - octave.low);
  let point = first + octave.first + corner.y * octave.width + corner.x;
  let above = vec2f(lattices[point], lattices[point + 1u]);
  let below = vec2f(lattices[point + octave.width], lattices[point + octave.width + 1u]);
  let share = part * part * (3.0 - 2.0 * part);
  let rise = 6.0 * part * (1.0 - part) / size;
  let left = mix(above.x, below.x, share.y);
  let right = mix(above.y, below.y, share.y);
  return vec3f(mix(left, right, share.x), rise.x * (right - left), rise.y * mix(below.x - above.x, below.y - above.y, share.x));
}

fn textureAt(first: u32, coarse: Octave, fine: Octave, at: vec2f) -> vec3f {
  return (octaveAt(first, coarse, at, 8.0) + 0.5 * octaveAt(first, fine, at, 4.0)) / 1.5;
}

fn background(lattice: u32, at: vec2f, drift: vec2f, time: f32) -> Look {
  let seen = textureAt(lattice, backgroundOctave(false), backgroundOctave(true), at - drift * time);
  return moved(BACKGROUND_DEPTH * seen.x, -BACKGROUND_DEPTH * dot(seen.yz, drift), BACKGROUND_DEPTH, length(drift), 0.0);
}

// An object over those below it. scale: pixels of the sensor per pixel of the smaller sensor.
fn over(below: Look, row: u32, object: u32, lattice: u32, at: vec2f, time: f32, scale: f32) -> Look {
  let shape = scenes[row];    // class, size, layer, speed
  let middle = scenes[row + 1u];
  let speed = shape.w;
  let offset = at - middle.xy - middle.zw * time;
  // The bounding circle moves to the pixel along a line.
  let turning = scenes[row + 2u]; // angle, spin, contrast, reach
  let along = dot(offset, middle.zw) / speed;
  let half = halfChord(offset, along, turning.w, scale);
  if (along + half <= 0.0) { return below; }
  if (along >= half) { return until(below, (along - half) / speed); }

  let spin = turning.y;
  let place = turnedBack(offset, turning.x + spin * time);
  let distance = scale * distanceFrom(shape.x, shape.y, place);
  // The velocity of the pixel relative to the object, and a bound on its speed until the circle has passed.
  let across = -middle.zw - spin * vec2f(-offset.y, offset.x);
  let fastest = length(across) + abs(spin) * min(speed * -time, along + half);
  let edge = scale * select(fastest, speed, shape.x == DISC);
  if (distance >= 0.5) { return until(below, (distance - 0.5 - NEAR) / edge); }

  let seen = textureAt(lattice, objectOctave(object, false), objectOctave(object, true), place);
  let slope = OBJECT_DEPTH * dot(seen.yz, turnedBack(across, turning.x + spin * time));
  let own = moved(turning.z + OBJECT_DEPTH * seen.x, slope, OBJECT_DEPTH, fastest, abs(spin) * (speed + fastest));
  if (distance <= -0.5) { return until(own, (-0.5 - distance - NEAR) / edge); }

  // At the edge. Either intensity is assumed to change by at most a twentieth.
  let under = exp(below.light);
  let top = exp(own.light);
  let mixed = mix(under, top, 0.5 - distance);
  let contrast = 1.06 * (abs(top - under) + 0.06 * (top + under)) / mixed;
  let pace = max(own.pace, below.pace) + edge * contrast;
  return Look(log(mixed), 0.0, FOREVER, pace, min(below.holds, 0.05 / max(own.pace + below.pace, 1.0 / FOREVER)));
}

// Half the path length of an object's bounding circle over a pixel; negative if it misses the pixel.
fn halfChord(offset: vec2f, along: f32, reach: f32, scale: f32) -> f32 {
  let soft = reach + 1.0 / scale + NEAR; // a soft edge extends a pixel beyond the corner of a triangle
  let square = soft * soft - dot(offset, offset) + along * along;
  return select(-FOREVER, sqrt(max(square, 0.0)), square > 0.0);
}

// Which objects pass over a pixel in the window, one bit each.
fn passing(first: u32, at: vec2f, scale: f32) -> u32 {
  var bits = 0u;
  for (var object = 0u; object < u32(scenes[first].x); object++) {
    let row = first + 1u + OBJECT_ROWS * object;
    let offset = at - scenes[row + 1u].xy;
    let along = dot(offset, scenes[row + 1u].zw) / scenes[row].w;
    let half = halfChord(offset, along, scenes[row + 2u].w, scale);
    // The object moves along a line to its position at the end of the window.
    if (along <= half && along + half + scenes[row].w * WINDOW >= 0.0) { bits |= 1u << object; }
  }
  return bits;
}

// A pixel of a scene, with precomputed values.
struct Eye {
  scene: u32, // its first row
  lattice: u32,
  at: vec2f,
  scale: f32,
  drift: vec2f,
  passing: u32,
  ground: Look, // the background at the pixel, where that stands still
}

fn look(eye: Eye, substep: u32) -> Look {
  let time = (f32(substep) - f32(SUBSTEPS)) * (WINDOW / f32(SUBSTEPS));
  var seen = eye.ground;
  if (any(eye.drift != vec2f(0.0))) { seen = background(eye.lattice, eye.at, eye.drift, time); }
  for (var object = 0u; object < MAX_OBJECTS; object++) {
    if ((eye.passing & (1u << object)) != 0u) {
      seen = over(seen, eye.scene + 1u + OBJECT_ROWS * object, object, eye.lattice, eye.at, time, eye.scale);
    }
  }
  return seen;
}

// Inserts an event in order among the `count` events of a pixel; without a free slot the latest is dropped.
fn insert(word: u32, first: u32, count: u32) {
  var slot = min(count, params.slots - 1u);
  if (count == params.slots && events[first + slot * params.pixels] <= word) { return; }
  for (; slot > 0u; slot--) {
    let before = events[first + (slot - 1u) * params.pixels];
    if (before <= word) { break; }
    events[first + slot * params.pixels] = before;
  }
  events[first + slot * params.pixels] = word;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let b = group.y;
  // Eight consecutive threads are a block of four by two pixels, which see similar scenes and so finish at similar times.
  let tile = vec2u(group.x % (params.side / TILE), group.x / (params.side / TILE));
  let x = tile.x * TILE + (thread & 3u) + 4u * ((thread >> 3u) & 1u);
  let y = tile.y * TILE + ((thread >> 2u) & 1u) + 2u * (thread >> 4u);
  let i = y * params.side + x;
  let key = vec2u(params.seed, params.split);
  let number = samples[b];
  let scale = f32(params.side) / SCENE_SIDE;
  let at = (vec2f(f32(x), f32(y)) + 0.5) / scale;
  let first = b * params.slots * params.pixels + i;

  let u = units(philox(key, number, SENSOR, i, 0u));
  let deviation = 0.03 * sqrt(-2.0 * log(u.x));
  let on = max(0.05, 0.2 + deviation * cos(6.283185307179586 * u.y));
  let off = max(0.05, 0.2 + deviation * sin(6.283185307179586 * u.y));
  let scene = b * params.rows;
  let lattice = b * params.points;
  let ground = background(lattice, at, vec2f(0.0), 0.0);
  let eye = Eye(scene, lattice, at, scale, scenes[scene].zw, passing(scene, at, scale), ground);
  var seen = look(eye, 0u);
  var memory = seen.light - on + (on + off) * u.z;

  var count = 0u;
  var recent = 0u;
  var pixel: EventPixel;
  var substep = 0u;
  // Loops test at their ends: with a test at the beginning a software adapter runs the body once more.
  loop {
    let difference = seen.light - memory;
    let by = min(leap(seen, on - difference, difference + off, params.longest, 1e-6 * SUBSTEP), SUBSTEPS - substep);
    substep += by;
    seen = look(eye, substep);
    pixel.start = difference;
    pixel.end = seen.light - memory;
    if (by > 1u) { pixel.rest = 0.0; }
    if (fires(&pixel, on, off, SUBSTEP, REFRACTORY)) {
      loop {
        memory += select(-off, on, pixel.on);
        let time = (substep - 1u) * u32(SUBSTEP) + u32(pixel.time);
        recent += u32(time >= RECENT);
        if (count < params.slots) { events[first + count * params.pixels] = (time << 1u) | u32(pixel.on); }
        count++;
        continuing { break if !fires(&pixel, on, off, SUBSTEP, REFRACTORY); }
      }
    }
    leave(&pixel, SUBSTEP);
    continuing { break if substep >= SUBSTEPS; }
  }

  let mean = select(scenes[scene].y, WINDOW * HOT_RATE, u.w < HOT_SHARE);
  let noise = poisson(units(philox(key, number, EVENT_NOISE, i, 0u)).x, mean);
  if (noise > 0u) {
    var e = 0u;
    loop {
      e++;
      let words = philox(key, number, EVENT_NOISE, i, e);
      // 200,000 microseconds times a number in (0, 1), exactly.
      let odd = ((words.x >> 9u) << 1u) + 1u;
      let time = (highWord(odd, 200000u) << 8u) | ((odd * 200000u) >> 24u);
      insert((time << 1u) | u32(words.y < 0x80000000u), first, min(count, params.slots));
      count++;
      continuing { break if e >= noise; }
    }
  }
  let kept = min(count, params.slots);
  eventCounts[b * params.pixels + i] = kept;
  tallies[b * params.pixels + i] = ((count - kept) << 16u) | recent;
}
