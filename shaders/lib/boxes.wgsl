// Boxes, as center and size (x, y, width, height) or as corners (left, top, right, bottom), and the intersection of two.

fn cornersOf(box: vec4f) -> vec4f {
  let reach = 0.5 * box.zw;
  return vec4f(box.xy - reach, box.xy + reach);
}

// Width and height of the intersection of two boxes, given by their corners; negative where they are apart.
fn sharedSides(p: vec4f, q: vec4f) -> vec2f {
  return min(p.zw, q.zw) - max(p.xy, q.xy);
}

// The area of the intersection of two boxes, from its sides.
fn sharedArea(sides: vec2f) -> f32 {
  return select(0.0, sides.x * sides.y, sides.x > 0.0 && sides.y > 0.0);
}

// Intersection over union of two boxes, each as center and size.
fn overlapOf(p: vec4f, q: vec4f) -> f32 {
  let both = sharedArea(sharedSides(cornersOf(p), cornersOf(q)));
  return both / (p.z * p.w + q.z * q.w - both);
}
