// An image that moves in front of an event camera, as counts of events: value[t, b, (y, x, polarity)] with OFF before ON.
//   brightness[k, y, x] = the image at (x - border - path[k].x, y - border - path[k].y), between four pixels, black outside
//   the interval from instant k to k + 1 is a micro-step, an interval of lib/event-pixel; micro-steps / steps of them make a step
// The memory begins at the light of instant 0. Draws of noise depend on (seed, stream, sample, micro-step, pixel) alone: a sample
// gives the same events every time. One invocation owns a pixel of the sensor for one sample, and loops over time.
//#include lib/event-pixel
//#include lib/random
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  batch: u32,
  words: u32,     // of an image, 4 bytes each
  timeSteps: u32, // instants: micro-steps of all steps, and one
  inputs: u32,    // 2 for each pixel of the sensor, padded
  steps: u32,
  height: u32,      // of the image
  width: u32,
  channels: u32,    // 1 or 3: the luminance of three
  border: u32,
  duration: f32,    // of a micro-step, in microseconds
  refractory: f32,  // microseconds
  leak: f32,        // ON events a micro-step
  noise: f32,       // probability of an event of noise in a micro-step, in the dark
  illumination: f32,
  dark: f32,
  maxCount: f32,        // counts are capped here
  seed: u32,
  stream: u32,
}

@group(0) @binding(0) var<storage, read> images: array<u32>;           // [batch, words]
@group(0) @binding(1) var<storage, read> samples: array<u32>;          // [batch]
@group(0) @binding(2) var<storage, read> path: array<f32>;             // [timeSteps, 2]: x, y in pixels
@group(0) @binding(3) var<storage, read> thresholds: array<f32>;       // [inputs]: OFF and ON of each pixel
@group(0) @binding(4) var<storage, read_write> value: array<f32>;      // [steps, batch, inputs]
@group(0) @binding(5) var<uniform> params: Params;

fn byteAt(b: u32, at: u32) -> f32 {
  return f32((images[b * params.words + at / 4u] >> (at % 4u * 8u)) & 255u);
}

fn pixelAt(b: u32, x: i32, y: i32) -> f32 {
  // Negative values wrap around to large u32 numbers.
  if (u32(x) >= params.width || u32(y) >= params.height) { return 0.0; }
  let at = (u32(y) * params.width + u32(x)) * params.channels;
  if (params.channels == 1u) { return byteAt(b, at) / 255.0; }
  return (0.299 * byteAt(b, at) + 0.587 * byteAt(b, at + 1u) + 0.114 * byteAt(b, at + 2u)) / 255.0;
}

fn brightnessAt(b: u32, x: f32, y: f32, k: u32) -> f32 {
  let atX = x - path[2u * k];
  let atY = y - path[2u * k + 1u];
  let left = floor(atX);
  let top = floor(atY);
  let right = atX - left;
  let down = atY - top;
  let ix = i32(left);
  let iy = i32(top);
  let above = mix(pixelAt(b, ix, iy), pixelAt(b, ix + 1, iy), right);
  let below = mix(pixelAt(b, ix, iy + 1), pixelAt(b, ix + 1, iy + 1), right);
  return mix(above, below, down);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let places = params.inputs / 2u;
  if (i >= params.batch * places) { return; }
  let b = i / places;
  let place = i % places;
  let sensorWidth = params.width + 2u * params.border;
  let row = place / sensorWidth;
  let inside = row < params.height + 2u * params.border;
  let x = f32(place % sensorWidth) - f32(params.border);
  let y = f32(row) - f32(params.border);
  let off = thresholds[2u * place];
  let on = thresholds[2u * place + 1u];
  let key = randomKey(params.seed, params.stream, samples[b]);
  let perStep = (params.timeSteps - 1u) / params.steps;

  var pixel: EventPixel;
  var before = logLight(brightnessAt(b, x, y, 0u), params.illumination, params.dark);
  var k = 0u;
  for (var t = 0u; t < params.steps; t++) {
    var counts = vec2f();
    if (inside) {
      for (var m = 0u; m < perStep; m++) {
        k++;
        let brightness = brightnessAt(b, x, y, k);
        let now = logLight(brightness, params.illumination, params.dark);
        enter(&pixel, now - before + params.leak * on);
        before = now;
        while (fires(&pixel, on, off, params.duration, params.refractory)) {
          counts += select(vec2f(1.0, 0.0), vec2f(0.0, 1.0), pixel.on);
        }
        if (params.noise > 0.0) {
          let probability = params.noise * noiseAt(brightness, params.illumination);
          if (fluctuates(&pixel, randomBits(key, k * places + place), probability, params.duration, params.refractory)) {
            counts += select(vec2f(1.0, 0.0), vec2f(0.0, 1.0), pixel.on);
          }
        }
        leave(&pixel, params.duration);
      }
    }
    let at = (t * params.batch + b) * params.inputs + 2u * place;
    value[at] = min(counts.x, params.maxCount);
    value[at + 1u] = min(counts.y, params.maxCount);
  }
}
