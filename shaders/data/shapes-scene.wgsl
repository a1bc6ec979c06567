// Draws scenes of moving shapes by their indices. One invocation owns a scene.
// Reference implementation: src/data/shapes/scene.ts.
//#include lib/philox
//#include lib/shapes
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

const SCENE = 0u; // streams of random numbers
const OBJECTS = 1u;
const TRIES = 20u;
const MAX_OVERLAP = 0.3; // of two boxes

struct Params {
  batch: u32,
  rows: u32,
  seed: u32,
  split: u32,
}

@group(0) @binding(0) var<storage, read> samples: array<u32>;               // [batch]
@group(0) @binding(1) var<storage, read_write> scenes: array<vec4f>;        // [batch, rows, 4], as lib/shapes says
@group(0) @binding(2) var<uniform> params: Params;

// The angle of this fraction of a turn, in [-pi, pi], where sines are most accurate.
fn turn(share: f32) -> f32 {
  return 6.283185307179586 * (share - select(0.0, 1.0, share > 0.5));
}

fn areaOf(box: vec4f) -> f32 {
  let sides = max(box.zw - box.xy, vec2f(0.0));
  return sides.x * sides.y;
}

// Intersection over union.
fn overlapOf(a: vec4f, b: vec4f) -> f32 {
  let both = areaOf(vec4f(max(a.xy, b.xy), min(a.zw, b.zw)));
  return both / (areaOf(a) + areaOf(b) - both);
}

fn reachOf(kind: f32) -> f32 {
  if (kind == DISC) { return 1.0; }
  return select(CORNER, 1.4142135623730951 * HALF, kind == SQUARE);
}

// The bounding box of a shape, relative to its center.
fn boxOf(kind: f32, size: f32, angle: f32) -> vec4f {
  if (kind == DISC) { return size * vec4f(-1.0, -1.0, 1.0, 1.0); }
  let c = cos(angle);
  let s = sin(angle);
  if (kind == SQUARE) { return HALF * size * (abs(c) + abs(s)) * vec4f(-1.0, -1.0, 1.0, 1.0); }
  // A corner is a quarter turn from the angle, the others a third of a turn from it.
  let x = vec3f(-s, 0.5 * s - 0.8660254037844386 * c, 0.5 * s + 0.8660254037844386 * c);
  let y = vec3f(c, -0.5 * c - 0.8660254037844386 * s, -0.5 * c + 0.8660254037844386 * s);
  let low = vec2f(min(x.x, min(x.y, x.z)), min(y.x, min(y.y, y.z)));
  let high = vec2f(max(x.x, max(x.y, x.z)), max(y.x, max(y.y, y.z)));
  return CORNER * size * vec4f(low, high);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let b = flatIndex(id, groups, WORKGROUP);
  if (b >= params.batch) { return; }
  let key = vec2u(params.seed, params.split);
  let number = samples[b];
  let first = b * params.rows;
  let u = units(philox(key, number, SCENE, 0u, 0u));
  let wanted = u32(u.x >= 0.05) + u32(u.x >= 0.3) + u32(u.x >= 0.6) + u32(u.x >= 0.85);

  var boxes: array<vec4f, MAX_OBJECTS>;
  var count = 0u;
  for (var item = 0u; item < wanted; item++) {
    for (var attempt = 0u; attempt < TRIES; attempt++) {
      let q = units(philox(key, number, OBJECTS, item, 4u * attempt));
      let v = units(philox(key, number, OBJECTS, item, 4u * attempt + 1u));
      let kind = floor(3.0 * q.x);
      let size = 5.0 * pow(2.2, q.y);
      let angle = turn(q.z);
      let middle = 6.0 + 52.0 * v.zw;
      let box = middle.xyxy + boxOf(kind, size, angle);
      var crowded = false;
      for (var other = 0u; other < count; other++) { crowded = crowded || overlapOf(boxes[other], box) > MAX_OVERLAP; }
      if (crowded) { continue; }
      let c = units(philox(key, number, OBJECTS, item, 4u * attempt + 2u));
      let speed = 5.0 * pow(120.0, v.x);
      let direction = turn(v.y);
      let contrast = select(-1.0, 1.0, c.x < 0.5) * (0.4 + 0.6 * c.y);
      let row = first + 1u + OBJECT_ROWS * count;
      scenes[row] = vec4f(kind, size, f32(item + 1u), speed);
      scenes[row + 1u] = vec4f(middle, speed * vec2f(cos(direction), sin(direction)));
      scenes[row + 2u] = vec4f(angle, 6.0 * q.w - 3.0, contrast, reachOf(kind) * size);
      scenes[row + 3u] = box;
      boxes[count] = box;
      count++;
      break;
    }
  }
  let drifts = u.z < 0.5;
  let drift = select(0.0, 30.0 * units(philox(key, number, SCENE, 0u, 1u)).x, drifts);
  scenes[first] = vec4f(f32(count), WINDOW * 0.1 * pow(50.0, u.y), drift * vec2f(cos(turn(u.w)), sin(turn(u.w))));
}
