// The layout of the lattice points of a scene's textures: those that its pixels need, and no others. Two octaves per texture, a point
// every 8 and every 4 pixels of the smaller sensor, each a square of points; the background's first, then those of each object.

struct Octave {
  first: u32,
  width: u32,
  low: i32, // the first point in either direction
}

const BACKGROUND_POINTS = 562u;
const OBJECT_POINTS = 170u;

// The background reaches 6 pixels beyond the sensor: as far as it drifts.
fn backgroundOctave(fine: bool) -> Octave {
  if (fine) { return Octave(121u, 21u, -2); }
  return Octave(0u, 11u, -1);
}

// An object extends at most 18.2 pixels from its center, with its soft edge.
fn objectOctave(object: u32, fine: bool) -> Octave {
  let first = BACKGROUND_POINTS + OBJECT_POINTS * object;
  if (fine) { return Octave(first + 49u, 11u, -5); }
  return Octave(first, 7u, -3);
}
