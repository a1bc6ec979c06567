// Scenes of moving shapes: their layout in memory, and distances from discs, squares and triangles of equal area.
// Reference implementation: src/data/shapes/scene.ts and src/data/shapes/geometry.ts.
//
// A scene is a row, and four rows for each object, later ones in front; in pixels of the smaller sensor, at the end of the window:
//   number of objects, mean number of noise events of a pixel, drift of the background (x, y)
//   class, radius of a disc of its area, layer of its texture, speed
//   center (x, y), velocity (x, y)
//   angle, spin, log intensity relative to the background, radius of the circle around its center
//   left, top, right, bottom, including what is beyond the sensor

const WINDOW = 0.2; // in seconds
const SCENE_SIDE = 64.0;
const MAX_OBJECTS = 4u;
const OBJECT_ROWS = 4u;
const DISC = 0.0;
const SQUARE = 1.0;
const HALF = 0.8862269254527579; // of a square's side, to the radius of a disc of its area
const CORNER = 1.5551203015562143; // of a triangle: the radius of its corners, to that of a disc

// The signed distance from the edge to a position in the shape's own frame; outside, near a corner, that to the lines of the edges.
fn distanceFrom(kind: f32, size: f32, own: vec2f) -> f32 {
  if (kind == DISC) { return length(own) - size; }
  if (kind == SQUARE) { return max(abs(own.x), abs(own.y)) - HALF * size; }
  return max(-own.y, 0.8660254037844386 * abs(own.x) + 0.5 * own.y) - 0.5 * CORNER * size;
}

// A position relative to the center of an object, in the object's frame.
fn turnedBack(offset: vec2f, angle: f32) -> vec2f {
  let c = cos(angle);
  let s = sin(angle);
  return vec2f(c * offset.x + s * offset.y, c * offset.y - s * offset.x);
}
