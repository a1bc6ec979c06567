// A probe: where the potentials of each step lie, and how many would get a gradient.
//   counts[t] = bins of [low, high), under, over, NaN, in the window in use, in the fixed window, fired
//   moments[t, group] = sum of (u - threshold), sum of (u - threshold)^2 over this workgroup's finite potentials
// The window is |u - threshold| < halfFactor * surrogateScale[t]; the fixed one has width 1. Integers are counted atomically, where order
// cannot matter; sums are 64 lanes and a tree. Both add up over
// micro-batches and must be cleared first. groups.y is the step; columns past
// `features` are padding and not counted.
//#include lib/finite

const BINS = 64u;
const CELLS = 70u;
const UNDER = 64u;
const OVER = 65u;
const NAN = 66u;
const AVAILABLE = 67u;
const AVAILABLE_FIXED = 68u;
const FIRED = 69u;

struct Params {
  steps: u32,
  batch: u32,
  neurons: u32,  // a multiple of 4
  windows: u32,
  groups: u32,
  features: u32, // neurons that mean something
  threshold: f32,
  halfFactor: f32,
}

@group(0) @binding(0) var<storage, read> membrane: array<vec4u>;            // [steps, batch, neurons], the bits of f32
@group(0) @binding(1) var<storage, read> surrogateScale: array<f32>;        // [windows]
@group(0) @binding(2) var<storage, read> range: array<f32>;                 // [2]: low, high
@group(0) @binding(3) var<storage, read_write> counts: array<atomic<u32>>;  // [steps, 70]
@group(0) @binding(4) var<storage, read_write> moments: array<f32>;         // [steps, groups, 2]
@group(0) @binding(5) var<uniform> params: Params;

var<workgroup> own: array<atomic<u32>, 70>;
var<workgroup> sums: array<vec2f, 64>;

fn binOf(u: f32, low: f32, perUnit: f32) -> u32 {
  let x = (u - low) * perUnit;
  if (x < 0.0) { return UNDER; }
  if (x >= f32(BINS)) { return OVER; }
  return u32(x);
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let stride = params.batch * params.neurons / 4u;
  let low = range[0];
  let perUnit = f32(BINS) / (range[1] - low);
  let half = params.halfFactor * surrogateScale[min(group.y, params.windows - 1u)];
  var sum = vec2f();
  for (var i = group.x * 64u + lane; i < stride; i += params.groups * 64u) {
    let four = membrane[group.y * stride + i];
    let column = (i * 4u) % params.neurons;
    for (var j = 0u; j < 4u; j++) {
      if (column + j >= params.features) { continue; }
      let bits = four[j];
      if (isNaN(bits)) {
        atomicAdd(&own[NAN], 1u);
        continue;
      }
      let u = bitcast<f32>(bits);
      atomicAdd(&own[binOf(u, low, perUnit)], 1u);
      let x = u - params.threshold;
      if (abs(x) < half) { atomicAdd(&own[AVAILABLE], 1u); }
      if (abs(x) < 0.5) { atomicAdd(&own[AVAILABLE_FIXED], 1u); }
      if (u >= params.threshold) { atomicAdd(&own[FIRED], 1u); }
      if (!isNotFinite(bits)) { sum += vec2f(x, x * x); }
    }
  }
  sums[lane] = sum;
  workgroupBarrier();
  for (var reach = 32u; reach > 0u; reach /= 2u) {
    if (lane < reach) { sums[lane] += sums[lane + reach]; }
    workgroupBarrier();
  }
  for (var cell = lane; cell < CELLS; cell += 64u) {
    let count = atomicLoad(&own[cell]);
    if (count != 0u) { atomicAdd(&counts[group.y * CELLS + cell], count); }
  }
  if (lane == 0u) {
    let to = (group.y * params.groups + group.x) * 2u;
    moments[to] += sums[0].x;
    moments[to + 1u] += sums[0].y;
  }
}
