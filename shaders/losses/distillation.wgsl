// Distillation (Hinton, Vinyals and Dean, 2015): how far the softened outputs of a network are from those of its teacher.
//   y = sum over t of weights[t] * logits[t, b], the readout, and taught the same of the teacher, over its own steps
//   q = softmax(y / temperature), p = softmax(taught / temperature);   term[b] = temperature^2 * sum over c of p[c] (ln p[c] - ln q[c])
//   logitsGrad[t, b, c] += weight * weights[t] * temperature * (q[c] - p[c]) / total
// Columns past `classes` are padding. One workgroup of 64 threads, always, owns one sample; sums are by thread, then by a tree.

struct Params {
  steps: u32,
  batch: u32,
  columns: u32, // of a row: classes, padded
  teacherSteps: u32,
  total: u32, // samples of the whole batch, over all micro-batches
  classes: u32,
  weight: f32,
  temperature: f32,
}

@group(0) @binding(0) var<storage, read> logits: array<f32>;           // [steps, batch, columns]
@group(0) @binding(1) var<storage, read> weights: array<f32>;          // [steps]
@group(0) @binding(2) var<storage, read> teacherLogits: array<f32>;    // [teacherSteps, batch, columns]
@group(0) @binding(3) var<storage, read> teacherWeights: array<f32>;   // [teacherSteps]
@group(0) @binding(4) var<storage, read> micro: array<u32>;            // [1]
@group(0) @binding(5) var<storage, read_write> logitsGrad: array<f32>; // [steps, batch, columns]
@group(0) @binding(6) var<storage, read_write> term: array<f32>;       // [total]
@group(0) @binding(7) var<uniform> params: Params;

const THREADS = 64u;
const LOWEST = -3.4e38;

var<workgroup> parts: array<vec2f, 64>;

// y and taught of a class, over the temperature.
fn softened(row: u32, c: u32) -> vec2f {
  let stride = params.batch * params.columns;
  var sums = vec2f();
  for (var t = 0u; t < params.steps; t++) { sums.x = fma(weights[t], logits[t * stride + row + c], sums.x); }
  for (var t = 0u; t < params.teacherSteps; t++) { sums.y = fma(teacherWeights[t], teacherLogits[t * stride + row + c], sums.y); }
  return sums / params.temperature;
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = group.x * params.columns;
  var largest = vec2f(LOWEST);
  for (var c = thread; c < params.classes; c += THREADS) { largest = max(largest, softened(row, c)); }
  parts[thread] = largest;
  workgroupBarrier();
  for (var reach = THREADS / 2u; reach > 0u; reach /= 2u) {
    if (thread < reach) { parts[thread] = max(parts[thread], parts[thread + reach]); }
    workgroupBarrier();
  }
  let top = parts[0];
  workgroupBarrier();
  var sum = vec2f();
  for (var c = thread; c < params.classes; c += THREADS) { sum += exp(softened(row, c) - top); }
  parts[thread] = sum;
  workgroupBarrier();
  for (var reach = THREADS / 2u; reach > 0u; reach /= 2u) {
    if (thread < reach) { parts[thread] += parts[thread + reach]; }
    workgroupBarrier();
  }
  let base = top + log(parts[0]);
  workgroupBarrier();
  let scale = params.weight * params.temperature / f32(params.total);
  var divergence = 0.0;
  for (var c = thread; c < params.classes; c += THREADS) {
    let logarithms = softened(row, c) - base;
    let probabilities = exp(logarithms);
    divergence = fma(probabilities.y, logarithms.y - logarithms.x, divergence);
    let grad = scale * (probabilities.x - probabilities.y);
    for (var t = 0u; t < params.steps; t++) {
      let at = t * params.batch * params.columns + row + c;
      logitsGrad[at] = fma(weights[t], grad, logitsGrad[at]);
    }
  }
  parts[thread].x = divergence;
  workgroupBarrier();
  for (var reach = THREADS / 2u; reach > 0u; reach /= 2u) {
    if (thread < reach) { parts[thread].x += parts[thread + reach].x; }
    workgroupBarrier();
  }
  if (thread == 0u) { term[micro[0] * params.batch + group.x] = params.temperature * params.temperature * parts[0].x; }
}
