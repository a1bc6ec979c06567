// The loss of a detector's raw output and its gradient, once cells have owners. With N = max(1, positives of these images), each over N:
//   boxes:       sum over owned cells of 1 - IoU^2, or GENERALIZED 1 - GIoU;  GIoU = IoU - (enclosing - union) / enclosing
//   objectness:  sum over cells of BCE(objectness, [is owned]); none of a cell without an owner whose box touches an ignored truth
//   classes:     sum over owned cells and classes of BCE(class, [is the truth's] IoU), the IoU as a constant
//   L1:          sum over owned cells of |t - (the t of the truth's box)|
// Edges of boxes that coincide have no gradient. The gradient is that of iouWeight boxes + objectness + classes + L1, times share: the
// fraction of the batch that these images are. The loss is stored as parts, times the number of images, so that their mean over the images is the loss.
// One invocation owns one cell; a workgroup of 64, always, stores the sums of its part of an image, added as a tree.
//#include lib/sim-ota

const THREADS = 64u;

override GENERALIZED: bool = false;
override L1: bool = false;

struct Params {
  rows: u32,      // images times cells
  columns: u32,   // of a row: 5 + classes, padded
  batch: u32,     // images
  maxTruths: u32, // rows of truths of an image
  levelCount: u32,
  cells: u32,      // of an image
  chunks: u32,     // workgroups of an image
  classes: u32,
  iouWeight: f32,
  share: f32,
}

@group(0) @binding(0) var<storage, read> raw: array<f32>;           // [1, rows, columns]
@group(0) @binding(1) var<storage, read> truths: array<f32>;        // [batch, most, 8]
@group(0) @binding(2) var<storage, read> levels: array<u32>;        // [levelCount, 4]: first cell, width, height, stride
@group(0) @binding(3) var<storage, read> owner: array<u32>;         // [batch, cells]
@group(0) @binding(4) var<storage, read> positives: array<u32>;     // [batch]
@group(0) @binding(5) var<storage, read_write> rawGrad: array<f32>; // [1, rows, columns]
@group(0) @binding(6) var<storage, read_write> parts: array<vec4f>; // [batch, chunks, 8]: boxes, objectness, classes, L1; positives
@group(0) @binding(7) var<uniform> params: Params;

var<workgroup> sums: array<vec4f, THREADS>;

struct BoxLoss {
  grad: vec4f,  // to center and size
  loss: f32,
  overlap: f32, // IoU
}

fn oneWhere(is: vec2<bool>) -> vec2f { return select(vec2f(), vec2f(1.0), is); }

fn boxLossOf(box: vec4f, truth: vec4f) -> BoxLoss {
  let p = cornersOf(box);
  let q = cornersOf(truth);
  let sides = sharedSides(p, q);
  let both = sharedArea(sides);
  let all = box.z * box.w + truth.z * truth.w - both;
  let overlap = both / all;
  // An edge of the prediction moves an area where it is the one that bounds it.
  let across = select(vec2f(), sides.yx, sides.x > 0.0 && sides.y > 0.0);
  let begins = oneWhere(p.xy > q.xy);
  let ends = oneWhere(p.zw < q.zw);
  let sharedBy = vec4f(across * (ends - begins), across * (begins + ends) * 0.5);
  let areaBy = vec4f(0.0, 0.0, box.w, box.z);
  let bySharing = 1.0 / all + both / (all * all);
  let byArea = -both / (all * all);
  if (!GENERALIZED) {
    return BoxLoss(-2.0 * overlap * (bySharing * sharedBy + byArea * areaBy), 1.0 - overlap * overlap, overlap);
  }
  let around = max(p.zw, q.zw) - min(p.xy, q.xy);
  let enclosing = around.x * around.y;
  let firsts = oneWhere(p.xy < q.xy);
  let lasts = oneWhere(p.zw > q.zw);
  let enclosingBy = vec4f(around.yx * (lasts - firsts), around.yx * (firsts + lasts) * 0.5);
  let rest = 1.0 / enclosing;
  let grad = (bySharing - rest) * sharedBy + (byArea + rest) * areaBy - all * rest * rest * enclosingBy;
  return BoxLoss(-grad, 1.0 - (overlap - (enclosing - all) * rest), overlap);
}

// -y ln(sigmoid(x)) - (1 - y) ln(1 - sigmoid(x)).
fn crossEntropy(x: f32, y: f32) -> f32 {
  return max(x, 0.0) - x * y + log1Plus(vec4f(exp(-abs(x)))).x;
}

fn touchesIgnored(box: vec4f, image: u32) -> bool {
  for (var truth = image * params.maxTruths; truth < (image + 1u) * params.maxTruths; truth++) {
    if (truths[truth * TRUTH_WORDS + 5u] == 0.0) { continue; }
    if (sharedArea(sharedSides(cornersOf(box), cornersOf(truthBox(truth)))) > 0.0) { return true; }
  }
  return false;
}

// Boxes and L1 of an owned cell, x and y; writes the gradient of the four numbers. z: the overlap.
fn boxAt(row: u32, at: vec3f, truth: vec4f, weight: f32) -> vec3f {
  let t = rawBoxAt(row);
  let box = boxOf(t, at);
  let own = boxLossOf(box, truth);
  var grad = params.iouWeight * weight * throughBox(own.grad, t, box, at.z);
  var distance = 0.0;
  if (L1) {
    let apart = t - vec4f(truth.xy / at.z - at.xy, log(truth.zw / at.z + 1e-8));
    distance = dot(abs(apart), vec4f(1.0));
    grad += weight * sign(apart);
  }
  rawGrad[row] = grad.x;
  rawGrad[row + 1u] = grad.y;
  rawGrad[row + 2u] = grad.z;
  rawGrad[row + 3u] = grad.w;
  return vec3f(own.loss, distance, own.overlap);
}

fn lossAt(cell: u32, image: u32, weight: f32) -> vec4f {
  let row = (image * params.cells + cell) * params.columns;
  let at = cellOf(cell);
  let own = owner[image * params.cells + cell];
  let objectness = raw[row + 4u];
  for (var c = 0u; c < params.columns; c++) { rawGrad[row + c] = 0.0; }
  if (own == NONE) {
    if (touchesIgnored(boxOf(rawBoxAt(row), at), image)) { return vec4f(); }
    rawGrad[row + 4u] = weight * sigmoid(objectness);
    return vec4f(0.0, crossEntropy(objectness, 0.0), 0.0, 0.0);
  }
  let truth = image * params.maxTruths + own;
  let box = boxAt(row, at, truthBox(truth), weight);
  rawGrad[row + 4u] = -weight * sigmoid(-objectness);
  var classes = 0.0;
  for (var c = 0u; c < params.classes; c++) {
    let x = raw[row + 5u + c];
    let y = select(0.0, box.z, c == u32(truths[truth * TRUTH_WORDS]));
    classes += crossEntropy(x, y);
    rawGrad[row + 5u + c] = weight * (sigmoid(x) - y);
  }
  return vec4f(box.x, crossEntropy(objectness, 1.0), classes, box.y);
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  var all = 0u;
  for (var i = 0u; i < params.batch; i++) { all += positives[i]; }
  let weight = 1.0 / f32(max(1u, all));
  let cell = group.x * THREADS + thread;
  sums[thread] = vec4f();
  if (cell < params.cells) { sums[thread] = lossAt(cell, group.y, params.share * weight); }
  workgroupBarrier();
  for (var reach = THREADS / 2u; reach > 0u; reach /= 2u) {
    if (thread < reach) { sums[thread] += sums[thread + reach]; }
    workgroupBarrier();
  }
  if (thread == 0u) {
    let part = 2u * (group.y * params.chunks + group.x);
    parts[part] = f32(params.batch) * weight * sums[0];
    parts[part + 1u] = vec4f(select(0.0, f32(positives[group.y]), group.x == 0u), 0.0, 0.0, 0.0);
  }
}
