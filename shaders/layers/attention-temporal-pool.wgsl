// The inputs of a temporal score, for each step and sample of a stream x:
//   pooled[0] = mean over channels and positions;  pooled[1] = the maximum;  largestAt = its index in memory
// Of equals the first in the order (channel, position), as in [T, B, C, H, W], though memory has the channels of a position side by side.
// A workgroup owns a step of a sample: 256 threads add in a stride, then a tree.
//#include lib/lanes

const THREADS = 256u;
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
@group(0) @binding(1) var<storage, read_write> pooled: array<f32>;     // [2, steps, samples]
@group(0) @binding(2) var<storage, read_write> largestAt: array<u32>;  // [steps, samples], of a step of a sample: place * columns + channel
@group(0) @binding(3) var<uniform> params: Params;

var<workgroup> sums: array<f32, 256>;
var<workgroup> tops: array<f32, 256>;
var<workgroup> orders: array<u32, 256>; // of the largest: channel * places + place

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let owned = group.x + group.y * groups.x;
  let count = params.steps * params.samples;
  if (owned >= count) { return; }
  let width = params.columns / 4u;
  let values = params.places * width;
  var sum = 0.0;
  var top = MIN;
  var order = NOWHERE;
  var column = thread % width;
  var place = thread / width;
  for (var i = thread; i < values; i += THREADS) {
    let four = x[owned * values + i];
    let real = meaning(column, params.channels);
    sum += (four.x + four.y) + (four.z + four.w);
    for (var lane = 0u; lane < 4u; lane++) {
      let value = four[lane];
      let next = (4u * column + lane) * params.places + place;
      if (real[lane] && (value > top || (value == top && next < order))) {
        top = value;
        order = next;
      }
    }
    column += THREADS % width;
    place += THREADS / width;
    if (column >= width) {
      column -= width;
      place++;
    }
  }
  sums[thread] = sum;
  tops[thread] = top;
  orders[thread] = order;
  workgroupBarrier();
  for (var reach = THREADS / 2u; reach > 0u; reach /= 2u) {
    if (thread < reach) {
      let other = thread + reach;
      sums[thread] += sums[other];
      if (tops[other] > tops[thread] || (tops[other] == tops[thread] && orders[other] < orders[thread])) {
        tops[thread] = tops[other];
        orders[thread] = orders[other];
      }
    }
    workgroupBarrier();
  }
  if (thread > 0u) { return; }
  pooled[owned] = sums[0] / f32(params.places * params.channels);
  pooled[count + owned] = tops[0];
  largestAt[owned] = orders[0] % params.places * params.columns + orders[0] / params.places;
}
