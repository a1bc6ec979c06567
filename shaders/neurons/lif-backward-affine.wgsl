// Backward of lif-forward, second of two passes where a normalization precedes the neuron: the gradient on the product, and those
// of gamma, beta and a learned decay. Where WHOLE it is the only pass, for a layer of few rows: every row is a partial of its own.
//   productGrad[t] = a * grad + b * (product[t] - mean) + o,  grad = inputGain * mask * membraneGrad[t]
// with a, b and o of lib/td-batch-norm-backward, from sums over the partials in ascending order. A product with one step gets the sum
// of grad over t. Potentials as in lif-backward-sums.
// A workgroup owns 4 * COLUMNS channels of rowsPerGroup rows, an invocation 4 channels of some of them; each workgroup adds all partials
// of its channels. LEARNED: the last of a row of workgroups adds the decay's gradient instead, from the third rows of the partials.
//#include lib/normalized-sums
//#include lib/partial-sums
//#include lib/td-batch-norm-backward
//#include lib/thread-sum

override WHOLE: bool = false;
override COLUMNS: u32 = 4u; // vec4s of channels, at most 4

struct Params {
  keptSteps: u32,
  keptRows: u32,
  keptColumns: u32,
  steps: u32,
  gradRows: u32,
  neurons: u32, // a multiple of 4
  windows: u32, // 1 or steps
  maskRows: u32,
  maskColumns: u32,
  inputSteps: u32,
  batch: u32,
  sumRows: u32, // 3 of each partial, and 6; 5 where WHOLE
  words: u32,
  threshold: f32,
  inputGain: f32,
  resetTo: f32,
  initialMembrane: f32,
  decay: f32,   // WHOLE only
  rowsPerGroup: u32,
  betaAt: u32,  // from the gradient of gamma to those of beta and of the decay
  decayAt: u32,
  rows: u32,    // of the normalization: steps, samples and positions
  copies: u32,  // steps that a row stood for in the unbiased variance
  gain: f32,
  epsilon: f32,
  width: u32,   // of an image, in pixels, where POOL > 1; else 1
}

@group(0) @binding(0) var<storage, read> membrane: array<vec4u>;          // of lib/potentials, not where RECOMPUTE
@group(0) @binding(1) var<storage, read> spikesGrad: array<vec4f>;        // [steps, batch / POOL², neurons]
@group(0) @binding(2) var<storage, read> surrogateScale: array<f32>;      // [windows]
@group(0) @binding(3) var<storage, read> mask: array<vec4f>;              // [batch, neurons], MASKED only
@group(0) @binding(4) var<storage, read> product: array<vec4f>;           // [inputSteps, batch, neurons]
@group(0) @binding(5) var<storage, read> sums: array<vec4f>;              // [sumRows, neurons]: partials; scale, shift, mean, variance, gamma, decay
@group(0) @binding(6) var<storage, read_write> grads: array<f32>;         // [words]
@group(0) @binding(7) var<storage, read_write> productGrad: array<vec4f>; // [inputSteps, batch, neurons]
@group(0) @binding(8) var<uniform> params: Params;

var<workgroup> factors: array<f32, 48>;   // [a, b, o; 4 * COLUMNS]

// A row of what lies behind the partials, at a column.
fn behind(row: u32, column: u32) -> vec4f {
  return sums[(select(params.sumRows - 6u, 0u, WHOLE) + row) * (params.neurons / 4u) + column];
}

fn leakAt(column: u32) -> f32 {
  if (WHOLE) { return params.decay; }
  return behind(5u, column).x;
}

// The gain of a row's neurons, whose potentials are recomputed.
fn prepared(own: u32, column: u32, leak: f32) -> vec4f {
  let gain = gainAt(own);
  if (RECOMPUTE) { computeAgain(own, params.batch * params.neurons / 4u, leak, gain * behind(0u, column), gain * behind(1u, column)); }
  return gain;
}

fn readPartial(part: u32, column: u32, thread: u32) {
  let rowWidth = params.neurons / 4u;
  if (WHOLE) {
    let own = part * rowWidth + column;
    let leak = leakAt(column);
    let gain = prepared(own, column, leak);
    let ofRow = sumsWith(Sums(), own, params.batch * rowWidth, leak, gain, behind(2u, column));
    firsts[thread] = ofRow.first;
    seconds[thread] = ofRow.second;
  } else {
    firsts[thread] = sums[part * 3u * rowWidth + column];
    seconds[thread] = sums[(part * 3u + 1u) * rowWidth + column];
  }
}

// The factors of a channel; the first row of workgroups adds to the gradients of its gamma and beta.
fn keepFactors(ofChannel: vec2f, c: u32, thread: u32, adds: bool) {
  let own = factorsOf(ofChannel, behind(4u, c / 4u)[c % 4u], behind(3u, c / 4u)[c % 4u]);
  factors[thread] = own.a;
  factors[16u + thread] = own.b;
  factors[32u + thread] = own.o;
  if (adds) {
    grads[c] += own.gammaGrad;
    grads[params.betaAt + c] += own.betaGrad;
  }
}

fn fourFactors(row: u32, thread: u32) -> vec4f {
  let at = row * 16u + thread % COLUMNS * 4u;
  return vec4f(factors[at], factors[at + 1u], factors[at + 2u], factors[at + 3u]);
}

fn writeProductGrad(own: u32, column: u32, thread: u32) {
  let width = params.batch * params.neurons / 4u;
  let leak = leakAt(column);
  let factor = prepared(own, column, leak) * fourFactors(0u, thread);
  let slope = fourFactors(1u, thread);
  let offset = fourFactors(2u, thread);
  let mean = behind(2u, column);
  let gradAt = gradOf(own);
  var carry = Carry();
  var gradSum = vec4f();
  var at = (params.steps - 1u) * width + own;
  for (var t = params.steps; t > 0u; t--) {
    let h = membraneAt(t - 1u, own, width);
    let window = surrogateScale[min(t - 1u, params.windows - 1u)];
    let grad = membraneGradAt(h, spikesGradAt(t - 1u, gradAt), carry, params.threshold, params.resetTo, window, DETACH_RESET);
    gradSum = select(gradSum + grad, grad, params.inputSteps > 1u);
    if (params.inputSteps > 1u || t == 1u) { productGrad[at] = fma(factor, gradSum, fma(slope, product[at] - mean, offset)); }
    carry = Carry(leak * grad, grad);
    at -= width;
  }
}

// LEARNED only, and called by all invocations together, at least 64: each of 64 adds its share of the partials in ascending index, then a tree.
fn addDecayGrad(partials: u32, thread: u32) {
  let columns = params.neurons;
  var sum = 0.0;
  if (thread < THREADS) {
    for (var i = thread; i < partials * columns; i += THREADS) {
      sum += sums[((i / columns * 3u + 2u) * columns + i % columns) / 4u][i % 4u];
    }
  }
  let all = sumOfThreads(sum, thread);
  let decay = leakAt(0u);
  if (thread == 0u) { grads[params.decayAt] += decay * (1.0 - decay) * all; }
}

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let partials = select((params.sumRows - 6u) / 3u, params.batch, WHOLE);
  if (LEARNED && group.x == groups.x - 1u) {
    if (group.y == 0u) { addDecayGrad(partials, thread); }
    return;
  }
  let column = group.x * COLUMNS + thread % COLUMNS;
  let isColumn = column < params.neurons / 4u;
  let c = group.x * COLUMNS * 4u + thread;
  let ownsChannel = thread < COLUMNS * 4u && c < params.neurons;
  let atATime = INVOCATIONS / COLUMNS;
  var ofChannel = vec2f();
  for (var part = 0u; part < partials; part += atATime) {
    let own = part + thread / COLUMNS;
    if (isColumn && own < partials && own - part < atATime) { readPartial(own, column, thread); }
    workgroupBarrier();
    if (ownsChannel) { ofChannel = withPartials(ofChannel, min(atATime, partials - part), COLUMNS, thread); }
    workgroupBarrier();
  }
  if (ownsChannel) { keepFactors(ofChannel, c, thread, group.y == 0u); }
  workgroupBarrier();
  if (!isColumn || thread >= atATime * COLUMNS) { return; }
  let firstRow = group.y * params.rowsPerGroup;
  let endRow = min(firstRow + params.rowsPerGroup, params.batch);
  for (var row = firstRow + thread / COLUMNS; row < endRow; row += atATime) {
    writeProductGrad(row * params.neurons / 4u + column, column, thread);
  }
}
