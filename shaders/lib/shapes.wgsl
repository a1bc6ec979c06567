// Scenes of moving shapes: how they are laid out, and distances from discs, squares and triangles of equal area.
// Twins: src/data/shapes/scene.ts and src/data/shapes/geometry.ts.
//
// A scene is a row, and four rows for each object, later ones in front; in pixels of the smaller sensor, at the end of the window:
//   number of objects, mean number of noise events of a pixel, drift of the background (x, y)
//   class, radius of a disc of its area, layer of its texture, speed
//   middle (x, y), velocity (x, y)
//   angle, spin, logarithm of its light to that of the background, reach from its middle
//   left, top, right, bottom, also of what is beyond the sensor

const WINDOW = 0.2; // in seconds
const SCENE_SIDE = 64.0;
const MAX_OBJECTS = 4u;
const OBJECT_ROWS = 4u;
const DISC = 0.0;
const SQUARE = 1.0;
const HALF = 0.8862269254527579; // of a square's side, to the radius of a disc of its area
const CORNER = 1.5551203015562143; // of a triangle: the radius of its corners, to that of a disc

// Signed, from the edge to a place in the shape's own frame; of a place outside by a corner, to the lines of the edges.
fn distanceFrom(kind: f32, size: f32, own: vec2f) -> f32 {
  if (kind == DISC) { return length(own) - size; }
  if (kind == SQUARE) { return max(abs(own.x), abs(own.y)) - HALF * size; }
  return max(-own.y, 0.8660254037844386 * abs(own.x) + 0.5 * own.y) - 0.5 * CORNER * size;
}

// A place, given from the middle of an object, in its own frame.
fn turnedBack(offset: vec2f, angle: f32) -> vec2f {
  let c = cos(angle);
  let s = sin(angle);
  return vec2f(c * offset.x + s * offset.y, c * offset.y - s * offset.x);
}
