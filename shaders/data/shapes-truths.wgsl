// Ground truths of scenes of moving shapes: class, box, and whether it is ignored, counting neither as hit nor as miss, by
//   the share of its box that is in the image, the share of its pixels that nothing covers,
//   the newest signal events of the pixels whose squares its box touches
// and the number of events of a scene without a slot. One workgroup owns a scene; integers are summed, so in any order.
// Reference implementation: src/data/shapes/reference.ts.
//#include lib/shapes

override WORKGROUP: u32 = 256u;

const MIN_SHARE = 0.5;
const MIN_EVENTS = 8u;
const SUMS = 13u;

struct Params {
  batch: u32,
  rows: u32,
  pixels: u32,
  maxTruths: u32,
  side: u32,
}

@group(0) @binding(0) var<storage, read> scenes: array<vec4f>;              // [batch, rows, 4], as lib/shapes says
@group(0) @binding(1) var<storage, read> tallies: array<u32>;               // [batch, pixels], as shapes-sense writes them
@group(0) @binding(2) var<storage, read_write> truths: array<vec4f>;        // [batch, most, 8]: class, middle (x, y), width, height, ignored, speed, visible
@group(0) @binding(3) var<storage, read_write> truthCounts: array<u32>;     // [batch]
@group(0) @binding(4) var<storage, read_write> lost: array<u32>;            // [batch]
@group(0) @binding(5) var<uniform> params: Params;

// For each object: its pixels, those of them that are visible, newest events in its box; then events without a slot.
var<workgroup> sums: array<atomic<u32>, SUMS>;

fn isIn(row: u32, at: vec2f) -> bool {
  let shape = scenes[row];
  return distanceFrom(shape.x, shape.y, turnedBack(at - scenes[row + 1u].xy, scenes[row + 2u].x)) < 0.0;
}

// The box of an object, clipped to the sensor, in its pixels.
fn boxOf(row: u32, scale: f32) -> vec4f {
  return scale * clamp(scenes[row + 3u], vec4f(0.0), vec4f(SCENE_SIDE));
}

fn truthOf(row: u32, object: u32, scale: f32) -> array<vec4f, 2> {
  let whole = scenes[row + 3u].zw - scenes[row + 3u].xy;
  let box = boxOf(row, scale);
  let sides = box.zw - box.xy;
  let inside = atomicLoad(&sums[3u * object]);
  let visible = f32(atomicLoad(&sums[3u * object + 1u])) / f32(max(inside, 1u));
  let cut = sides.x * sides.y < MIN_SHARE * scale * scale * whole.x * whole.y;
  let ignored = cut || visible < MIN_SHARE || atomicLoad(&sums[3u * object + 2u]) < MIN_EVENTS;
  let middle = 0.5 * (box.xy + box.zw);
  return array<vec4f, 2>(
    vec4f(scenes[row].x, middle, sides.x),
    vec4f(sides.y, f32(ignored), scale * scenes[row].w, visible),
  );
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let b = group.x;
  let thread = local.x;
  if (thread < SUMS) { atomicStore(&sums[thread], 0u); }
  workgroupBarrier();

  let first = b * params.rows + 1u;
  let count = u32(scenes[first - 1u].x);
  let scale = f32(params.side) / SCENE_SIDE;
  for (var i = thread; i < params.pixels; i += WORKGROUP) {
    let tally = tallies[b * params.pixels + i];
    let corner = vec2f(f32(i % params.side), f32(i / params.side));
    let at = (corner + 0.5) / scale;
    var covered = false;
    for (var back = 0u; back < count; back++) {
      let object = count - 1u - back;
      let row = first + OBJECT_ROWS * object;
      let box = boxOf(row, scale);
      let touches = all(corner < box.zw) && all(corner + 1.0 > box.xy);
      if (touches && (tally & 0xffffu) > 0u) { atomicAdd(&sums[3u * object + 2u], tally & 0xffffu); }
      if (touches && isIn(row, at)) {
        atomicAdd(&sums[3u * object], 1u);
        if (!covered) { atomicAdd(&sums[3u * object + 1u], 1u); }
        covered = true;
      }
    }
    if (tally > 0xffffu) { atomicAdd(&sums[3u * MAX_OBJECTS], tally >> 16u); }
  }
  workgroupBarrier();

  if (thread < params.maxTruths) {
    var truth: array<vec4f, 2>;
    if (thread < count) { truth = truthOf(first + OBJECT_ROWS * thread, thread, scale); }
    truths[2u * (b * params.maxTruths + thread)] = truth[0];
    truths[2u * (b * params.maxTruths + thread) + 1u] = truth[1];
  }
  if (thread == 0u) {
    truthCounts[b] = count;
    lost[b] = atomicLoad(&sums[3u * MAX_OBJECTS]);
  }
}
