// The gradient of the weights of parallel neurons: of the weight by which step t sees a step `before`
//   weightFactor * sum over all neurons of membraneGrad[t] * current[before]
// FULL, MASKED: a column is a step `before`, and the sum is added to the gradient.  SLIDING: a column is a weight, which every t has, and
// the sums of each t are partials.
// One workgroup of 64 threads a column at a t: each thread adds its share in ascending index, then a tree.
//#include lib/parallel

struct Params {
  steps: u32,
  batch: u32,
  neurons: u32, // a multiple of 4
  columns: u32, // steps, or the order and padding
  order: u32,
  masking: f32,
}

@group(0) @binding(0) var<storage, read> membraneGrad: array<vec4f>;   // [steps, batch, neurons]
@group(0) @binding(1) var<storage, read> current: array<vec4f>;        // [steps, batch, neurons]
@group(0) @binding(2) var<storage, read_write> weightGrad: array<f32>; // [seen step, step], or [step, order and padding]
@group(0) @binding(3) var<uniform> params: Params;

var<workgroup> sums: array<f32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let t = group.y;
  let width = params.batch * params.neurons / 4u;
  // Behind the order, and before the first step, there is nothing to see.
  let lag = params.order - 1u - min(group.x, params.order - 1u);
  let before = select(group.x, t - min(t, lag), FORM == SLIDING);
  let exists = FORM != SLIDING || (group.x < params.order && lag <= t);
  var sum = 0.0;
  for (var i = thread; exists && i < width; i += 64u) { sum += dot(membraneGrad[t * width + i], current[before * width + i]); }
  sums[thread] = sum;
  workgroupBarrier();
  for (var reach = 32u; reach > 0u; reach /= 2u) {
    if (thread < reach) { sums[thread] += sums[thread + reach]; }
    workgroupBarrier();
  }
  if (thread == 0u) {
    let to = select(group.x * params.steps + t, t * params.columns + group.x, FORM == SLIDING);
    let total = weightFactor(t, before, params.order, params.masking) * sums[0];
    if (FORM == SLIDING) { weightGrad[to] = total; } else { weightGrad[to] += total; }
  }
}
