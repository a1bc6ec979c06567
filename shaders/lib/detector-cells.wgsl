// The cells of a detector's output: levels in order, row by row inside a level; and the box that a cell's numbers encode:
//   center = (t.xy + place) stride;  size = exp(min(t.zw, MAX_LOG)) stride
// A cell is (column, row, stride): its position in its level, and pixels along its side. Its kernel has raw, a row of numbers per cell, levels,
// and params.levelCount.

const MAX_LOG = 8.0; // of a size in strides: beyond it, a box neither grows nor has a gradient to its size

// The index of the cell at column and row of a level.
fn cellNumber(level: u32, place: vec2u) -> u32 {
  return levels[4u * level] + place.y * levels[4u * level + 1u] + place.x;
}

fn cellOf(cell: u32) -> vec3f {
  var level = 0u;
  for (var next = 1u; next < params.levelCount; next++) {
    if (cell >= levels[4u * next]) { level = next; }
  }
  let i = cell - levels[4u * level];
  let width = levels[4u * level + 1u];
  return vec3f(f32(i % width), f32(i / width), f32(levels[4u * level + 3u]));
}

fn rawBoxAt(row: u32) -> vec4f {
  return vec4f(raw[row], raw[row + 1u], raw[row + 2u], raw[row + 3u]);
}

// Center and size in pixels.
fn boxOf(t: vec4f, cell: vec3f) -> vec4f {
  return vec4f(t.xy + cell.xy, exp(min(t.zw, vec2f(MAX_LOG)))) * cell.z;
}

// From the gradient to a box to that to the four numbers that encode it.
fn throughBox(boxGrad: vec4f, t: vec4f, box: vec4f, stride: f32) -> vec4f {
  let size = select(boxGrad.zw * box.zw, vec2f(), t.zw > vec2f(MAX_LOG));
  return vec4f(boxGrad.xy * stride, size);
}
