// How long a pixel can skip ahead without missing a threshold crossing: from bounds on the rate of change of its log intensity.

const FOREVER = 1e9;
const CLOSE = 1e-5; // log intensity subtracted from distances to the thresholds, against rounding
// Bounds for lib/value-noise with any lattice: its slope per pixel, (3 / 8 + 0.5 * 3 / 4) / 1.5, and its second derivative,
// (12 / 64 + 0.5 * 12 / 16) / 1.5.
const STEEPEST = 0.5;
const BENDIEST = 0.375;

// The log intensity L of a pixel at an instant, and bounds on its change: per second.
struct Look {
  light: f32, // L
  slope: f32, // its derivative
  bend: f32,  // bound on its second derivative
  pace: f32,  // bound on its first derivative
  holds: f32, // how long the bounds hold, in seconds
}

// Motion over a texture, with bounds on its speed and acceleration.
fn moved(light: f32, slope: f32, depth: f32, speed: f32, gain: f32) -> Look {
  return Look(light, slope, depth * (BENDIEST * speed * speed + STEEPEST * gain), depth * STEEPEST * speed, FOREVER);
}

fn until(seen: Look, seconds: f32) -> Look {
  return Look(seen.light, seen.slope, seen.bend, seen.pace, min(seen.holds, seconds));
}

// Seconds in which L cannot rise by the gap. slope: in the direction of the threshold.
fn reached(seen: Look, gap: f32, slope: f32) -> f32 {
  let tiny = 1.0 / FOREVER;
  let bent = 2.0 * gap / max(slope + sqrt(slope * slope + 2.0 * seen.bend * gap), tiny);
  // Cover grows at most linearly; its logarithm reaches the gap earlier, by half of the square.
  return max(bent, (gap - 0.5 * gap * gap) / max(seen.pace, tiny));
}

// The number of substeps, of `substep` seconds each, to the next instant to evaluate: at least one. up, down: from L to the thresholds.
fn leap(seen: Look, up: f32, down: f32, longest: u32, substep: f32) -> u32 {
  let gaps = vec2f(up, down) - CLOSE;
  if (min(gaps.x, gaps.y) <= 0.0) { return 1u; }
  let seconds = min(seen.holds, min(reached(seen, gaps.x, seen.slope), reached(seen, gaps.y, -seen.slope)));
  return u32(clamp(0.999 * seconds / substep, 1.0, f32(longest)));
}

