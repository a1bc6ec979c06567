// The gradient of a spatial score B[b, place] in front of its sigmoid, from the stream x that it multiplies:
//   logitGrad[b, place] = B (1 - B) * sum over steps and channels of outputGrad * x * temporal[t, b]
// Padded channels of x are 0. THREADS neighboring invocations own a position, as in attention-spatial-pool.
//#include lib/output-grad

override THREADS: u32 = 1u; // at most 64

struct Params {
  steps: u32,
  samples: u32,
  places: u32,
  columns: u32, // multiples of 4
  outputs: u32,
  first: u32,   // channel of the output where the stream begins
}

@group(0) @binding(0) var<storage, read> x: array<vec4f>;              // [steps, samples, places, columns]
@group(0) @binding(1) var<storage, read> outputGrad: array<vec4f>;     // [steps, samples, places, outputs]
@group(0) @binding(2) var<storage, read> scores: array<f32>;           // [samples, places]: B
@group(0) @binding(3) var<storage, read> temporal: array<f32>;         // [steps, samples]: the other scores that multiply x
@group(0) @binding(4) var<storage, read_write> logitGrad: array<f32>;  // [samples, places]
@group(0) @binding(5) var<uniform> params: Params;

var<workgroup> sums: array<f32, 64>;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let i = (group.x + group.y * groups.x) * 64u + thread;
  let owned = i / THREADS;
  let lane = i % THREADS;
  let rows = params.samples * params.places;
  let width = params.columns / 4u;
  var sum = 0.0;
  if (owned < rows) {
    for (var t = 0u; t < params.steps; t++) {
      let row = t * rows + owned;
      var product = 0.0;
      for (var column = lane; column < width; column += THREADS) { product += dot(gradAt(row, column), x[row * width + column]); }
      sum = fma(product, temporal[row / params.places], sum);
    }
  }
  sums[thread] = sum;
  workgroupBarrier();
  for (var reach = THREADS / 2u; reach > 0u; reach /= 2u) {
    if (lane < reach) { sums[thread] += sums[thread + reach]; }
    workgroupBarrier();
  }
  if (lane == 0u && owned < rows) { logitGrad[owned] = sums[thread] * scores[owned] * (1.0 - scores[owned]); }
}
