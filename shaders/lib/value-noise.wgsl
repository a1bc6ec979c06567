// Value noise of two octaves, the texture of generated scenes: its reference implementation is src/data/scene/value-noise.ts.
//   n(x, y) = (octave0(x / 8, y / 8) + octave1(x / 4, y / 4) / 2) / 1.5
// An octave is bilinear, with smoothed weights, between lattice points that are uniform in (-1, 1).
//#include lib/philox

const TEXTURE_STREAM = 4u;

fn latticePoint(key: vec2u, number: u32, plane: u32, at: vec2i) -> f32 {
  let place = vec2u(at & vec2i(255));
  return 2.0 * units(philox(key, number, TEXTURE_STREAM, plane * 65536u + place.y * 256u + place.x, 0u)).x - 1.0;
}

fn octaveOf(key: vec2u, number: u32, plane: u32, at: vec2f) -> f32 {
  let low = vec2i(floor(at));
  let part = at - floor(at);
  let share = part * part * (3.0 - 2.0 * part);
  let above = mix(latticePoint(key, number, plane, low), latticePoint(key, number, plane, low + vec2i(1, 0)), share.x);
  let below = mix(latticePoint(key, number, plane, low + vec2i(0, 1)), latticePoint(key, number, plane, low + vec2i(1, 1)), share.x);
  return mix(above, below, share.y);
}

// At a position in pixels. layer: which of several textures of a sample, from 0.
fn valueNoise(key: vec2u, number: u32, layer: u32, at: vec2f) -> f32 {
  return (octaveOf(key, number, 2u * layer, at / 8.0) + 0.5 * octaveOf(key, number, 2u * layer + 1u, at / 4.0)) / 1.5;
}
