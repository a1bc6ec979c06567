// The gradient of the weights of a spatial score:
//   weightGrad[ky, kx, what] += sum over b, y, x of pooled[what, b, y + ky - reach, x + kx - reach] * logitGrad[b, y, x]
// A workgroup owns a weight: 256 threads add in a stride, then a tree.

const THREADS = 256u;

struct Params {
  samples: u32,
  places: u32,
  kernel: u32, // its side, odd
  height: u32,
  width: u32,
}

@group(0) @binding(0) var<storage, read> pooled: array<f32>;           // [2, samples, places]
@group(0) @binding(1) var<storage, read> logitGrad: array<f32>;        // [samples, places]
@group(0) @binding(2) var<storage, read_write> weightGrad: array<f32>; // [kernel, kernel, 2, 1]
@group(0) @binding(3) var<uniform> params: Params;

var<workgroup> sums: array<f32, 256>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let rows = params.samples * params.places;
  let reach = params.kernel / 2u;
  let ky = group.x / 2u / params.kernel;
  let kx = group.x / 2u % params.kernel;
  let what = group.x % 2u;
  var sum = 0.0;
  for (var i = thread; i < rows; i += THREADS) {
    // Above and left of the image this wraps around to large numbers.
    let y = i % params.places / params.width + ky - reach;
    let x = i % params.places % params.width + kx - reach;
    if (y >= params.height || x >= params.width) { continue; }
    sum = fma(pooled[what * rows + i - i % params.places + y * params.width + x], logitGrad[i], sum);
  }
  sums[thread] = sum;
  workgroupBarrier();
  for (var stride = THREADS / 2u; stride > 0u; stride /= 2u) {
    if (thread < stride) { sums[thread] += sums[thread + stride]; }
    workgroupBarrier();
  }
  if (thread == 0u) { weightGrad[group.x] += sums[0]; }
}
