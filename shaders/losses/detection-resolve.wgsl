// Which truth a cell is assigned to, from the requests of the truths: a cell that several request goes to the truth with the lowest cost of ALL
// (lib/sim-ota), whether or not it requested it, the first of equals.
//   owner[cell] = the truth, or NONE;  matchedIou[cell] = its overlap with it, or 0;  positives = cells with an owner
// One workgroup owns one image.
//#include lib/sim-ota

override WORKGROUP: u32 = 128u;

struct Params {
  rows: u32,      // images times cells
  columns: u32,   // of a row: 5 + classes, padded
  batch: u32,     // images
  maxTruths: u32, // rows of truths of an image
  levelCount: u32,
  cells: u32,      // of an image
  classes: u32,
}

@group(0) @binding(0) var<storage, read> raw: array<f32>;              // [1, rows, columns]
@group(0) @binding(1) var<storage, read> truths: array<f32>;           // [batch, most, 8]
@group(0) @binding(2) var<storage, read> levels: array<u32>;           // [levelCount, 4]: first cell, width, height, stride
@group(0) @binding(3) var<storage, read> asked: array<u32>;            // [batch, most, 10]: cells, then NONE
@group(0) @binding(4) var<storage, read_write> owner: array<u32>;      // [batch, cells]: a row of truths, or NONE
@group(0) @binding(5) var<storage, read_write> matchedIou: array<f32>; // [batch, cells]
@group(0) @binding(6) var<storage, read_write> candidates: array<u32>; // [batch, cells]: 0 or 1
@group(0) @binding(7) var<storage, read_write> positives: array<u32>;  // [batch]
@group(0) @binding(8) var<uniform> params: Params;

var<workgroup> assigned: atomic<u32>;

// How many truths request a cell, and the first that does, as an index in the image's list.
fn askingFor(cell: u32, image: u32) -> vec2u {
  let begin = image * params.maxTruths * TOP;
  var count = 0u;
  var first = NONE;
  for (var i = 0u; i < params.maxTruths * TOP; i++) {
    if (asked[begin + i] == cell) {
      count++;
      first = min(first, i);
    }
  }
  return vec2u(count, first);
}

fn overlapAt(cell: u32, image: u32, truth: u32) -> f32 {
  let row = (image * params.cells + cell) * params.columns;
  return overlapOf(boxOf(rawBoxAt(row), cellOf(cell)), truthBox(image * params.maxTruths + truth));
}

fn cheapestFor(cell: u32, image: u32) -> u32 {
  let row = (image * params.cells + cell) * params.columns;
  var cheapest = NONE;
  var lowest = NONE;
  for (var truth = 0u; truth < params.maxTruths; truth++) {
    let candidate = image * params.maxTruths + truth;
    if (!isAssignable(candidate)) { continue; }
    let key = costKey(row, candidate, overlapAt(cell, image, truth), cellOf(cell));
    if (key < lowest) {
      lowest = key;
      cheapest = truth;
    }
  }
  return cheapest;
}

fn isCandidate(at: vec3f, image: u32) -> bool {
  for (var truth = image * params.maxTruths; truth < (image + 1u) * params.maxTruths; truth++) {
    if (isAssignable(truth) && isInside(at, truth)) { return true; }
  }
  return false;
}

fn begin(thread: u32, image: u32, first: u32) {
  for (var cell = thread; cell < params.cells; cell += WORKGROUP) {
    owner[first + cell] = NONE;
    matchedIou[first + cell] = 0.0;
    candidates[first + cell] = select(0u, 1u, isCandidate(cellOf(cell), image));
  }
}

fn give(thread: u32, image: u32, first: u32) {
  for (var i = thread; i < params.maxTruths * TOP; i += WORKGROUP) {
    let cell = asked[image * params.maxTruths * TOP + i];
    if (cell == NONE) { continue; }
    let asking = askingFor(cell, image);
    if (asking.y != i) { continue; }
    var own = i / TOP;
    if (asking.x > 1u) { own = cheapestFor(cell, image); }
    owner[first + cell] = own;
    matchedIou[first + cell] = overlapAt(cell, image, own);
    atomicAdd(&assigned, 1u);
  }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let image = group.x;
  let first = image * params.cells;
  begin(thread, image, first);
  storageBarrier();
  workgroupBarrier();
  give(thread, image, first);
  workgroupBarrier();
  if (thread == 0u) { positives[image] = atomicLoad(&assigned); }
}
