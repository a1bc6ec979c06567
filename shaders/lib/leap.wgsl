// How far a pixel may leap in time without missing a meeting of its light with a threshold: by bounds of how fast its light can change.

const FOREVER = 1e9;
const CLOSE = 1e-5; // log light by which thresholds are taken to be nearer than they are, against rounding
// Of lib/value-noise, whatever its lattice: how much it grows a pixel at most, (3 / 8 + 0.5 * 3 / 4) / 1.5, and by how much that
// changes, (12 / 64 + 0.5 * 12 / 16) / 1.5.
const STEEPEST = 0.5;
const BENDIEST = 0.375;

// What a pixel sees at a time step, and how that may change: in seconds.
struct Look {
  light: f32, // L
  slope: f32, // its derivative
  bend: f32,  // the second is no larger
  pace: f32,  // nor is the first ever
  holds: f32, // for so long
}

// What moves over a texture, at most so fast and gaining at most so much.
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
  // Cover grows along a line, at most; its logarithm falls sooner by a half of the square.
  return max(bent, (gap - 0.5 * gap * gap) / max(seen.pace, tiny));
}

// Substeps, of so many seconds, to the next time step that is to be looked at: one at least. up, down: from L to the thresholds.
fn leap(seen: Look, up: f32, down: f32, longest: u32, substep: f32) -> u32 {
  let gaps = vec2f(up, down) - CLOSE;
  if (min(gaps.x, gaps.y) <= 0.0) { return 1u; }
  let seconds = min(seen.holds, min(reached(seen, gaps.x, seen.slope), reached(seen, gaps.y, -seen.slope)));
  return u32(clamp(0.999 * seconds / substep, 1.0, f32(longest)));
}

