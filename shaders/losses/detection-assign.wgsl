// Which cells are assigned to which truth (SimOTA, lib/sim-ota), for images of few cells and few truths. A candidate is a cell that is
// inside for any truth; all below is over candidates. For each truth:
//   dynamicK = max(1, floor(sum of its ten largest overlaps));  it requests its dynamicK cheapest cells, the lowest index of equals
// A cell that several request goes to the truth with the lowest cost of ALL, whether or not it requested it, the first of equals.
//   owner[cell] = the truth, or NONE;  matchedIou[cell] = its overlap with it, or 0;  positives = cells with an owner
// One workgroup owns one image; overlaps and costs stay in its memory. A cell's rank among a truth's is counted, not sorted.
//#include lib/sim-ota

override WORKGROUP: u32 = 128u;
const PAIRS = 1536u; // maximum of truths times cells
const CELLS = 512u;  // maximum number of cells
const TRUTHS = 32u;  // maximum number of truths: bits of a word
const RANKS = 320u;  // TOP * TRUTHS

struct Params {
  rows: u32,      // images times cells
  columns: u32,   // of a row: 5 + classes, padded
  batch: u32,     // images
  maxTruths: u32, // rows of truths of an image
  levelCount: u32,
  cells: u32,      // of an image
  classes: u32,
}

@group(0) @binding(0) var<storage, read> raw: array<f32>;               // [1, rows, columns]
@group(0) @binding(1) var<storage, read> truths: array<f32>;            // [batch, most, 8]
@group(0) @binding(2) var<storage, read> levels: array<u32>;            // [levelCount, 4]: first cell, width, height, stride
@group(0) @binding(3) var<storage, read_write> owner: array<u32>;       // [batch, cells]: a row of truths, or NONE
@group(0) @binding(4) var<storage, read_write> matchedIou: array<f32>;  // [batch, cells]
@group(0) @binding(5) var<storage, read_write> candidates: array<u32>;  // [batch, cells]: 0 or 1
@group(0) @binding(6) var<storage, read_write> dynamicK: array<u32>;    // [batch, most], 0 of what is not assigned
@group(0) @binding(7) var<storage, read_write> positives: array<u32>;   // [batch]
@group(0) @binding(8) var<uniform> params: Params;

var<workgroup> insideOf: array<u32, CELLS>; // by cell, a bit for each truth it is inside for
var<workgroup> overlaps: array<f32, PAIRS>; // [truths, cells], -1 where no candidate
var<workgroup> keys: array<u32, PAIRS>;     // [truths, cells], NONE where no candidate
var<workgroup> largest: array<f32, RANKS>;  // [truths, TOP], falling
var<workgroup> wanted: array<u32, TRUTHS>;
var<workgroup> taken: atomic<u32>;

fn compareAt(pair: u32, image: u32) {
  let cell = pair % params.cells;
  let truth = image * params.maxTruths + pair / params.cells;
  var overlap = -1.0;
  var key = NONE;
  if (insideOf[cell] != 0u && isAssignable(truth)) {
    let row = (image * params.cells + cell) * params.columns;
    let at = cellOf(cell);
    overlap = overlapOf(boxOf(rawBoxAt(row), at), truthBox(truth));
    key = costKey(row, truth, overlap, at);
  }
  overlaps[pair] = overlap;
  keys[pair] = key;
}

// Puts an overlap among the truth's largest, where it is one.
fn rankAt(pair: u32) {
  let own = overlaps[pair];
  let first = pair / params.cells * params.cells;
  var rank = 0u;
  for (var other = first; other < first + params.cells; other++) {
    if (overlaps[other] > own || (overlaps[other] == own && other < pair)) { rank++; }
  }
  if (own >= 0.0 && rank < TOP) { largest[pair / params.cells * TOP + rank] = own; }
}

// Whether the cell is among the truth's cheapest.
fn asksFor(truth: u32, cell: u32) -> bool {
  let first = truth * params.cells;
  let own = keys[first + cell];
  var cheaper = 0u;
  for (var other = 0u; other < params.cells && cheaper < wanted[truth]; other++) {
    let key = keys[first + other];
    if (key < own || (key == own && other < cell)) { cheaper++; }
  }
  return cheaper < wanted[truth];
}

fn ownerOf(cell: u32) -> u32 {
  var own = NONE;
  var asking = 0u;
  var cheapest = NONE;
  var lowest = NONE;
  for (var truth = 0u; truth < params.maxTruths; truth++) {
    let key = keys[truth * params.cells + cell];
    if (key < lowest) {
      lowest = key;
      cheapest = truth;
    }
    if (asksFor(truth, cell)) {
      own = truth;
      asking++;
    }
  }
  return select(own, cheapest, asking > 1u);
}

fn lookAt(cell: u32, image: u32) {
  let at = cellOf(cell);
  var bits = 0u;
  for (var truth = 0u; truth < params.maxTruths; truth++) {
    let row = image * params.maxTruths + truth;
    if (isAssignable(row) && isInside(at, row)) { bits |= 1u << truth; }
  }
  insideOf[cell] = bits;
  candidates[image * params.cells + cell] = min(bits, 1u);
}

fn countFor(truth: u32, image: u32) {
  var sum = 0.0;
  for (var i = 0u; i < TOP; i++) { sum += largest[truth * TOP + i]; }
  let k = select(0u, wantedOf(sum), isAssignable(image * params.maxTruths + truth));
  wanted[truth] = k;
  dynamicK[image * params.maxTruths + truth] = k;
}

fn give(cell: u32, image: u32) {
  var own = NONE;
  if (insideOf[cell] != 0u) { own = ownerOf(cell); }
  let at = image * params.cells + cell;
  owner[at] = own;
  matchedIou[at] = 0.0;
  if (own != NONE) {
    matchedIou[at] = overlaps[own * params.cells + cell];
    atomicAdd(&taken, 1u);
  }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let image = group.x;
  let pairs = params.maxTruths * params.cells;
  for (var cell = thread; cell < params.cells; cell += WORKGROUP) { lookAt(cell, image); }
  for (var i = thread; i < params.maxTruths * TOP; i += WORKGROUP) { largest[i] = 0.0; }
  workgroupBarrier();
  for (var pair = thread; pair < pairs; pair += WORKGROUP) { compareAt(pair, image); }
  workgroupBarrier();
  for (var pair = thread; pair < pairs; pair += WORKGROUP) { rankAt(pair); }
  workgroupBarrier();
  for (var truth = thread; truth < params.maxTruths; truth += WORKGROUP) { countFor(truth, image); }
  workgroupBarrier();
  for (var cell = thread; cell < params.cells; cell += WORKGROUP) { give(cell, image); }
  workgroupBarrier();
  if (thread == 0u) { positives[image] = atomicLoad(&taken); }
}
