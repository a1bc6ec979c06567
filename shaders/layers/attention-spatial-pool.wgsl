// The inputs of a spatial score, for each position of each sample of a stream x:
//   pooled[0] = mean over steps and channels;  pooled[1] = the maximum;  largestAt = its index along steps and channels
// Of equals the first in the order (step, channel). THREADS neighboring invocations own a position: each loops over time with its
// columns of 4 channels, then a tree. THREADS is a power of two that the shape fixes.
//#include lib/lanes

override THREADS: u32 = 1u; // at most 64

const MIN = -0x1.fffffep+127;
const NOWHERE = 0xffffffffu;

struct Params {
  steps: u32,
  samples: u32,
  places: u32,
  columns: u32,  // a multiple of 4
  channels: u32, // that are not padding
}

@group(0) @binding(0) var<storage, read> x: array<vec4f>;              // [steps, samples, places, columns]
@group(0) @binding(1) var<storage, read_write> pooled: array<f32>;     // [2, samples, places]
@group(0) @binding(2) var<storage, read_write> largestAt: array<u32>;  // [samples, places], of a position: step * columns + channel
@group(0) @binding(3) var<uniform> params: Params;

var<workgroup> sums: array<f32, 64>;
var<workgroup> tops: array<f32, 64>;
var<workgroup> orders: array<u32, 64>;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let i = (group.x + group.y * groups.x) * 64u + thread;
  let row = i / THREADS;
  let lane = i % THREADS;
  let rows = params.samples * params.places;
  let width = params.columns / 4u;
  var sum = 0.0;
  var top = MIN;
  var order = NOWHERE;
  if (row < rows) {
    for (var t = 0u; t < params.steps; t++) {
      for (var column = lane; column < width; column += THREADS) {
        let four = x[(t * rows + row) * width + column];
        let real = meaning(column, params.channels);
        sum += (four.x + four.y) + (four.z + four.w);
        for (var k = 0u; k < 4u; k++) {
          if (real[k] && four[k] > top) {
            top = four[k];
            order = t * params.columns + 4u * column + k;
          }
        }
      }
    }
  }
  sums[thread] = sum;
  tops[thread] = top;
  orders[thread] = order;
  workgroupBarrier();
  for (var reach = THREADS / 2u; reach > 0u; reach /= 2u) {
    if (lane < reach) {
      let other = thread + reach;
      sums[thread] += sums[other];
      if (tops[other] > tops[thread] || (tops[other] == tops[thread] && orders[other] < orders[thread])) {
        tops[thread] = tops[other];
        orders[thread] = orders[other];
      }
    }
    workgroupBarrier();
  }
  if (lane > 0u || row >= rows) { return; }
  pooled[row] = sums[thread] / f32(params.steps * params.channels);
  pooled[rows + row] = tops[thread];
  largestAt[row] = orders[thread];
}
