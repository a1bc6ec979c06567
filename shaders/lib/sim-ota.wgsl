// The comparisons of SimOTA (YOLOX, Ge et al. 2021): which cells are candidates for a truth, and the cost of a cell for it.
//   inside: the cell's center is less than 1.5 strides from the truth's, in x and in y
//   cost = sum over classes of BCE(sqrt(sigmoid(class) sigmoid(objectness)), [is the truth's]) - 3 ln(overlap + 1e-8)
// A cell outside costs more than any inside. Its kernel has truths, raw, params.classes and the declarations for lib/detector-cells.
//#include lib/boxes
//#include lib/detector-cells
//#include lib/exponential

const NONE = 0xffffffffu;
const TOP = 10u;        // number of overlaps that determine how many cells a truth gets
const TRUTH_WORDS = 8u; // class, center x, center y, width, height, ignored, speed, visible share
const REACH = 1.5;      // strides
const MIN_LOG = -100.0; // of a probability

// A row of zeros is no truth, and one that is ignored is never assigned.
fn isAssignable(truth: u32) -> bool {
  return truths[truth * TRUTH_WORDS + 3u] > 0.0 && truths[truth * TRUTH_WORDS + 5u] == 0.0;
}

fn truthBox(truth: u32) -> vec4f {
  let at = truth * TRUTH_WORDS;
  return vec4f(truths[at + 1u], truths[at + 2u], truths[at + 3u], truths[at + 4u]);
}

fn isInside(cell: vec3f, truth: u32) -> bool {
  let apart = abs((cell.xy + 0.5) * cell.z - truthBox(truth).xy);
  return apart.x < REACH * cell.z && apart.y < REACH * cell.z;
}

fn logOfSigmoid(x: f32) -> f32 { return -softplus(vec4f(-x)).x; }
fn sigmoid(x: f32) -> f32 { return logistic(vec4f(x)).x; }

// The class cost of a cell for a truth; 1 - sigmoid(c) sigmoid(o) = sigmoid(-c) + sigmoid(c) sigmoid(-o), a sum without a difference.
fn classCost(row: u32, ofTruth: u32) -> f32 {
  let objectness = raw[row + 4u];
  let objectLog = logOfSigmoid(objectness);
  let noObject = sigmoid(-objectness);
  var cost = 0.0;
  for (var c = 0u; c < params.classes; c++) {
    let x = raw[row + 5u + c];
    let chanceLog = 0.5 * (logOfSigmoid(x) + objectLog);
    if (c == ofTruth) {
      cost -= max(chanceLog, MIN_LOG);
    } else {
      let against = log(sigmoid(-x) + sigmoid(x) * noObject) - log(1.0 + exp(chanceLog));
      cost -= max(against, MIN_LOG);
    }
  }
  return cost;
}

// The cost of a cell as a word that orders as (outside, cost): a cost is never negative, so its bits ascend with it.
fn costKey(row: u32, truth: u32, overlap: f32, cell: vec3f) -> u32 {
  let cost = classCost(row, u32(truths[truth * TRUTH_WORDS])) - 3.0 * log(overlap + 1e-8);
  return select(0x80000000u, 0u, isInside(cell, truth)) | (bitcast<u32>(max(cost, 0.0)) & 0x7fffffffu);
}

// As many cells as its ten largest overlaps add up to, at least one.
fn wantedOf(sum: f32) -> u32 {
  return max(1u, u32(sum));
}
