// One pixel of an event camera in an interval in which its log intensity changes linearly. It tracks the difference of that
// logarithm from its memory, and fires where the difference meets a threshold; the memory then moves to the level met.
//   difference = log intensity - memory;   ON where difference >= on, OFF where difference <= -off
//   time of an event = where the line meets the threshold, no sooner than `refractory` after the previous event
// A crossing within the refractory time waits for its end, and is forgotten if the intensity has returned by the end of
// the interval. As in ESIM (Rebecq, Gehrig and Scaramuzza, CoRL 2018). Times in microseconds from the beginning of the interval.

struct EventPixel {
  start: f32, // the difference where the interval begins
  end: f32,   // and where it ends
  rest: f32,  // the pixel may not fire before this
  time: f32,  // of the newest event
  on: bool,   // its polarity
}

// From the previous interval to the next, by whose end the difference has grown by `change`.
fn enter(pixel: ptr<function, EventPixel>, change: f32) {
  (*pixel).start = (*pixel).end;
  (*pixel).end += change;
}

fn leave(pixel: ptr<function, EventPixel>, duration: f32) {
  (*pixel).rest = max(0.0, (*pixel).rest - duration);
}

// Whether there is one more event in the interval, which then becomes the newest.
fn fires(pixel: ptr<function, EventPixel>, on: f32, off: f32, duration: f32, refractory: f32) -> bool {
  let up = (*pixel).end >= on;
  if (!up && (*pixel).end > -off) { return false; }
  let level = select(-off, on, up);
  let change = (*pixel).end - (*pixel).start;
  let moves = change != 0.0;
  let met = select(0.0, duration * ((level - (*pixel).start) / select(1.0, change, moves)), moves);
  let time = max(clamp(met, 0.0, duration), (*pixel).rest);
  if (time > duration) { return false; }
  (*pixel).start -= level;
  (*pixel).end -= level;
  (*pixel).rest = time + refractory;
  (*pixel).time = time;
  (*pixel).on = up;
  return true;
}

// A noise event, after the signal events, with this probability: half of them ON. The memory moves to the current intensity.
// 24 of the random bits decide whether there is one, 8 when.
fn fluctuates(pixel: ptr<function, EventPixel>, bits: u32, probability: f32, duration: f32, refractory: f32) -> bool {
  let draw = (f32(bits >> 8u) + 0.5) / 16777216.0;
  if (draw >= probability || (*pixel).rest > duration) { return false; }
  let share = (f32(bits & 255u) + 0.5) / 256.0;
  (*pixel).time = (*pixel).rest + (duration - (*pixel).rest) * share;
  (*pixel).on = draw < 0.5 * probability;
  (*pixel).rest = (*pixel).time + refractory;
  (*pixel).end = 0.0;
  return true;
}

// The log intensity at brightness 0 to 1. `dark` is what a pixel measures without light: dark current and stray light.
fn logLight(brightness: f32, illumination: f32, dark: f32) -> f32 {
  return log(illumination * brightness + dark);
}

// Shot noise of a pixel in bright light is a quarter of that in the dark (as in v2e; Hu, Liu and Delbruck, CVPR Workshops 2021).
fn noiseAt(brightness: f32, illumination: f32) -> f32 {
  return 1.0 - 0.75 * min(1.0, illumination * brightness);
}
