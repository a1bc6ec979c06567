// The gradient of a temporal score A[t, b] in front of its sigmoid, from the stream x that it multiplies:
//   logitGrad[t, b] = A (1 - A) * sum over places and channels of outputGrad * x * spatial[b, place]
// Padded channels of x are 0. A workgroup owns a step of a sample: 256 threads add in a stride, then a tree.
//#include lib/output-grad

const THREADS = 256u;

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
@group(0) @binding(2) var<storage, read> scores: array<f32>;           // [steps, samples]: A
@group(0) @binding(3) var<storage, read> spatial: array<f32>;          // [samples, places]: the other scores that multiply x
@group(0) @binding(4) var<storage, read_write> logitGrad: array<f32>;  // [steps, samples]
@group(0) @binding(5) var<uniform> params: Params;

var<workgroup> sums: array<f32, 256>;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let owned = group.x + group.y * groups.x;
  if (owned >= params.steps * params.samples) { return; }
  let width = params.columns / 4u;
  let values = params.places * width;
  let sample = owned % params.samples;
  var sum = 0.0;
  var column = thread % width;
  var place = thread / width;
  for (var i = thread; i < values; i += THREADS) {
    let row = owned * params.places + place;
    sum = fma(dot(gradAt(row, column), x[row * width + column]), spatial[sample * params.places + place], sum);
    column += THREADS % width;
    place += THREADS / width;
    if (column >= width) {
      column -= width;
      place++;
    }
  }
  sums[thread] = sum;
  workgroupBarrier();
  for (var reach = THREADS / 2u; reach > 0u; reach /= 2u) {
    if (thread < reach) { sums[thread] += sums[thread + reach]; }
    workgroupBarrier();
  }
  if (thread == 0u) { logitGrad[owned] = sums[0] * scores[owned] * (1.0 - scores[owned]); }
}
