// Detections of an image from its cells: the best class of each cell, the first of equals, with score = objectness * class if
// that is at least `confidence`; then, by decreasing score, the lowest cell of equals, each that no detection before it overlaps by more
// than iouThreshold: one of its class, or AGNOSTIC any. At most `kept`; rows past `counts` are 0.
// One workgroup owns one image. A thread holds the scores of its own cells, and removes those that the last detection suppresses
// while it searches for its best one; the best of all threads is found as a tree.
//#include lib/boxes

override WORKGROUP: u32 = 64u;
override AGNOSTIC: bool = false;
const MAX_THREADS = 256u;
const NONE = 0xffffffffu;
const WORDS = 8u; // of a detection

struct Params {
  rows: u32,         // images times cells
  columns: u32,      // of a row: 5 + classes, padded
  batch: u32,        // images
  cells: u32,        // of an image
  kept: u32,
  classes: u32,
  confidence: f32,
  iouThreshold: f32,
}

@group(0) @binding(0) var<storage, read> decoded: array<f32>;          // [1, rows, columns]: center x, center y, width, height, probabilities
@group(0) @binding(1) var<storage, read_write> scored: array<u32>;     // [batch, cells, 2]: bits of the score + 1, or 0 where it is out; class
@group(0) @binding(2) var<storage, read_write> detections: array<f32>; // [batch, kept, 8]: left, top, right, bottom, score, class, objectness, class probability
@group(0) @binding(3) var<storage, read_write> counts: array<u32>;     // [batch]
@group(0) @binding(4) var<uniform> params: Params;

var<workgroup> bestScore: array<u32, MAX_THREADS>;
var<workgroup> bestCell: array<u32, MAX_THREADS>;

fn kindOf(cell: u32, image: u32) -> u32 { return scored[2u * (image * params.cells + cell) + 1u]; }
fn rowOf(cell: u32, image: u32) -> u32 { return (image * params.cells + cell) * params.columns; }

fn cornersAt(row: u32) -> vec4f {
  return cornersOf(vec4f(decoded[row], decoded[row + 1u], decoded[row + 2u], decoded[row + 3u]));
}

fn areaOf(corners: vec4f) -> f32 {
  let size = corners.zw - corners.xy;
  return size.x * size.y;
}

fn suppresses(kept: vec4f, other: vec4f) -> bool {
  let both = sharedArea(sharedSides(kept, other));
  return both / (areaOf(kept) + areaOf(other) - both) > params.iouThreshold;
}

fn score(cell: u32, image: u32) {
  let row = rowOf(cell, image);
  var best = 0u;
  for (var c = 1u; c < params.classes; c++) {
    if (decoded[row + 5u + c] > decoded[row + 5u + best]) { best = c; }
  }
  let own = decoded[row + 4u] * decoded[row + 5u + best];
  let at = 2u * (image * params.cells + cell);
  scored[at] = select(0u, bitcast<u32>(own) + 1u, own >= params.confidence);
  scored[at + 1u] = best;
}

// The best of a thread's cells, without `last` and what it suppresses.
fn look(thread: u32, image: u32, last: u32) {
  var corners = vec4f();
  var kind = 0u;
  if (last != NONE) {
    corners = cornersAt(rowOf(last, image));
    kind = kindOf(last, image);
  }
  var highest = 0u;
  var best = NONE;
  for (var cell = thread; cell < params.cells; cell += WORKGROUP) {
    let at = 2u * (image * params.cells + cell);
    let own = scored[at];
    if (own == 0u) { continue; }
    let rivals = last != NONE && (AGNOSTIC || kindOf(cell, image) == kind);
    if (cell == last || (rivals && suppresses(corners, cornersAt(rowOf(cell, image))))) {
      scored[at] = 0u;
      continue;
    }
    if (own > highest) {
      highest = own;
      best = cell;
    }
  }
  bestScore[thread] = highest;
  bestCell[thread] = best;
}

fn put(cell: u32, image: u32, place: u32) {
  let row = rowOf(cell, image);
  let corners = cornersAt(row);
  let kind = kindOf(cell, image);
  let probability = decoded[row + 5u + kind];
  let to = (image * params.kept + place) * WORDS;
  detections[to] = corners.x;
  detections[to + 1u] = corners.y;
  detections[to + 2u] = corners.z;
  detections[to + 3u] = corners.w;
  detections[to + 4u] = decoded[row + 4u] * probability;
  detections[to + 5u] = f32(kind);
  detections[to + 6u] = decoded[row + 4u];
  detections[to + 7u] = probability;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let image = group.x;
  for (var cell = thread; cell < params.cells; cell += WORKGROUP) { score(cell, image); }
  workgroupBarrier();
  var last = NONE;
  var found = 0u;
  for (var round = 0u; round < min(params.kept, params.cells); round++) {
    // Nothing is left after a round that found nothing.
    if (round == found) { look(thread, image, last); }
    workgroupBarrier();
    for (var reach = WORKGROUP / 2u; reach > 0u; reach /= 2u) {
      if (thread < reach) {
        let other = thread + reach;
        if (bestScore[other] > bestScore[thread] || (bestScore[other] == bestScore[thread] && bestCell[other] < bestCell[thread])) {
          bestScore[thread] = bestScore[other];
          bestCell[thread] = bestCell[other];
        }
      }
      workgroupBarrier();
    }
    last = bestCell[0];
    if (last != NONE) {
      if (thread == 0u) { put(last, image, found); }
      found++;
    }
    workgroupBarrier();
  }
  for (var i = found * WORDS + thread; i < params.kept * WORDS; i += WORKGROUP) { detections[image * params.kept * WORDS + i] = 0.0; }
  if (thread == 0u) { counts[image] = found; }
}
