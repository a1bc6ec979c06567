// Which cells each truth requests (SimOTA, lib/sim-ota), if an image has too many cells for the memory of a workgroup:
//   dynamicK = max(1, floor(sum of the ten largest overlaps of candidates));  asked = its dynamicK cheapest candidates, the lowest index of equals
// One workgroup of 64 threads, always, owns one truth. A thread holds the ten best of its candidates in order; in each of ten rounds the
// best candidate of all threads is found as a tree.
//#include lib/sim-ota

const THREADS = 64u;
const KEPT = 640u; // TOP * THREADS
const PLACES = 9u;

struct Params {
  rows: u32,      // images times cells
  columns: u32,   // of a row: 5 + classes, padded
  batch: u32,     // images
  maxTruths: u32, // rows of truths of an image
  levelCount: u32,
  cells: u32,      // of an image
  classes: u32,
}

@group(0) @binding(0) var<storage, read> raw: array<f32>;            // [1, rows, columns]
@group(0) @binding(1) var<storage, read> truths: array<f32>;         // [batch, most, 8]
@group(0) @binding(2) var<storage, read> levels: array<u32>;         // [levelCount, 4]: first cell, width, height, stride
@group(0) @binding(3) var<storage, read_write> asked: array<u32>;    // [batch, most, 10]: cells, then NONE
@group(0) @binding(4) var<storage, read_write> dynamicK: array<u32>; // [batch, most], 0 of what is not assigned
@group(0) @binding(5) var<uniform> params: Params;

// The candidates of each thread: position i of a thread is i * THREADS + thread.
var<workgroup> largest: array<f32, KEPT>;   // overlaps, falling
var<workgroup> lowest: array<u32, KEPT>;    // keys, rising
var<workgroup> cheapest: array<u32, KEPT>;  // the cells of those keys

var<workgroup> offeredOverlap: array<f32, THREADS>;
var<workgroup> offeredBy: array<u32, THREADS>;
var<workgroup> offeredKey: array<u32, THREADS>;
var<workgroup> offeredCell: array<u32, THREADS>;

// Around a truth's center at most three by three cells of a level are inside for it. A slot is a truth, a level and one of nine cells.
fn slotsOfImage() -> u32 { return params.maxTruths * params.levelCount * PLACES; }

// The number of the slot's cell; NONE where that is no cell, not inside, or inside for an earlier truth too, whose slot has it.
fn candidateOf(slot: u32, image: u32) -> u32 {
  let first = image * params.maxTruths;
  let around = slot % PLACES;
  let pairing = (slot - around) / PLACES;
  let level = pairing % params.levelCount;
  let truth = first + (pairing - level) / params.levelCount;
  if (!isAssignable(truth)) { return NONE; }
  let stride = f32(levels[4u * level + 3u]);
  let corner = floor(truthBox(truth).xy / stride) - 1.0;
  let column = around % 3u;
  let place = corner + vec2f(f32(column), f32((around - column) / 3u));
  let size = vec2f(f32(levels[4u * level + 1u]), f32(levels[4u * level + 2u]));
  if (place.x < 0.0 || place.y < 0.0 || place.x >= size.x || place.y >= size.y) { return NONE; }
  let at = vec3f(place, stride);
  if (!isInside(at, truth)) { return NONE; }
  for (var earlier = first; earlier < truth; earlier++) {
    if (isAssignable(earlier) && isInside(at, earlier)) { return NONE; }
  }
  return cellNumber(level, vec2u(place));
}

fn isBefore(key: u32, cell: u32, otherKey: u32, otherCell: u32) -> bool {
  return key < otherKey || (key == otherKey && cell < otherCell);
}

fn keep(thread: u32, overlap: f32, key: u32, cell: u32) {
  var next = overlap;
  var nextKey = key;
  var nextCell = cell;
  for (var i = thread; i < KEPT; i += THREADS) {
    let kept = largest[i];
    largest[i] = max(kept, next);
    next = min(kept, next);
    let keptKey = lowest[i];
    let keptCell = cheapest[i];
    if (isBefore(nextKey, nextCell, keptKey, keptCell)) {
      lowest[i] = nextKey;
      cheapest[i] = nextCell;
      nextKey = keptKey;
      nextCell = keptCell;
    }
  }
}

fn look(thread: u32, truth: u32, image: u32) {
  for (var i = thread; i < KEPT; i += THREADS) {
    largest[i] = -1.0;
    lowest[i] = NONE;
    cheapest[i] = NONE;
  }
  if (!isAssignable(truth)) { return; }
  let box = truthBox(truth);
  for (var slot = thread; slot < slotsOfImage(); slot += THREADS) {
    let cell = candidateOf(slot, image);
    if (cell == NONE) { continue; }
    let row = (image * params.cells + cell) * params.columns;
    let at = cellOf(cell);
    let overlap = overlapOf(boxOf(rawBoxAt(row), at), box);
    keep(thread, overlap, costKey(row, truth, overlap, at), cell);
  }
}

// Moves the best candidates of all threads to the front: the largest overlap, by the lowest thread, and the cheapest cell.
fn compareOffers(thread: u32) {
  for (var reach = THREADS / 2u; reach > 0u; reach /= 2u) {
    if (thread < reach) {
      let other = thread + reach;
      let apart = offeredOverlap[other] - offeredOverlap[thread];
      if (apart > 0.0 || (apart == 0.0 && offeredBy[other] < offeredBy[thread])) {
        offeredOverlap[thread] = offeredOverlap[other];
        offeredBy[thread] = offeredBy[other];
      }
      if (isBefore(offeredKey[other], offeredCell[other], offeredKey[thread], offeredCell[thread])) {
        offeredKey[thread] = offeredKey[other];
        offeredCell[thread] = offeredCell[other];
      }
    }
    workgroupBarrier();
  }
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let image = group.y;
  let truth = image * params.maxTruths + group.x;
  look(thread, truth, image);
  var sum = 0.0;
  var given = 0u;
  var taken = 0u;
  for (var round = 0u; round < TOP; round++) {
    offeredOverlap[thread] = largest[given * THREADS + thread];
    offeredBy[thread] = thread;
    offeredKey[thread] = lowest[taken * THREADS + thread];
    offeredCell[thread] = cheapest[taken * THREADS + thread];
    workgroupBarrier();
    compareOffers(thread);
    sum += max(0.0, offeredOverlap[0]);
    if (offeredBy[0] == thread) { given++; }
    let cell = offeredCell[0];
    if (cell != NONE && cell == cheapest[taken * THREADS + thread]) { taken++; }
    if (thread == 0u) { asked[truth * TOP + round] = cell; }
    workgroupBarrier();
  }
  if (thread == 0u) {
    let k = select(0u, wantedOf(sum), isAssignable(truth));
    dynamicK[truth] = k;
    for (var i = k; i < TOP; i++) { asked[truth * TOP + i] = NONE; }
  }
}
