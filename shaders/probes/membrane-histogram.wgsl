// A probe: the distribution of the potentials of each step, and how many would receive a gradient.
//   counts[t] = bins of [low, high), under, over, NaN, in the window in use, in the fixed window, fired
//   moments[t, group] = sum of (u - threshold), sum of (u - threshold)^2 over this workgroup's finite potentials
// The window is |u - threshold| < halfFactor * surrogateScale[t]; the fixed one has width 1. Where ONE_SIDED, as for a ReLU, it is
// u > threshold, which also counts as fired, and there is no fixed one. Where MARKED, as for a noisy neuron, the lowest bit of u
// says that it fired. Integers are counted atomically, where order cannot matter; sums are over 64 threads in a fixed order. Both add
// up over micro-batches and must be cleared first.
// groups.y is the step; columns past `features` are padding and not counted. One barrier and one atomic per value: both are slow on CPUs.
//#include lib/finite
//#include lib/potentials

override ONE_SIDED: bool = false;
override MARKED: bool = false;

const BINS = 64u;
const CELLS = 70u;
const UNDER = 64u;
const OVER = 65u;
const NAN = 66u;
const AVAILABLE = 67u;
const AVAILABLE_FIXED = 68u;
const FIRED = 69u;
const NOWHERE = 70u; // the cell of padding, which is not counted

struct Params {
  keptSteps: u32,
  batch: u32,
  neurons: u32,  // a multiple of 4
  windows: u32,
  ranges: u32,   // the steps are of so many states, one after the other, each with a range of its own
  steps: u32,
  groups: u32,
  features: u32, // neurons that are not padding
  threshold: f32,
  halfFactor: f32,
}

@group(0) @binding(0) var<storage, read> membrane: array<vec4u>;           // [keptSteps, batch, neurons], of lib/potentials
@group(0) @binding(1) var<storage, read> surrogateScale: array<f32>;       // [windows]
@group(0) @binding(2) var<storage, read> range: array<f32>;                // [ranges, 2]: low, high
@group(0) @binding(3) var<storage, read_write> counts: array<atomic<u32>>; // [steps, 70]
@group(0) @binding(4) var<storage, read_write> moments: array<f32>;        // [steps, groups, 2]
@group(0) @binding(5) var<uniform> params: Params;

var<workgroup> own: array<atomic<u32>, 71>;
var<workgroup> sums: array<vec2f, 64>;

fn ones(which: vec4<bool>) -> u32 {
  let each = select(vec4u(), vec4u(1u), which);
  return (each.x + each.y) + (each.z + each.w);
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let stride = params.batch * params.neurons / 4u;
  let ownRange = 2u * (group.y / (params.steps / params.ranges));
  let low = range[ownRange];
  let perUnit = f32(BINS) / (range[ownRange + 1u] - low);
  let half = params.halfFactor * surrogateScale[min(group.y, params.windows - 1u)];
  var sum = vec2f();
  var available = 0u;
  var availableFixed = 0u;
  var fired = 0u;
  for (var i = group.x * 64u + thread; i < stride; i += params.groups * 64u) {
    let u = potentialAt(group.y, i, stride);
    let bits = bitcast<vec4u>(u);
    let real = vec4u((i * 4u) % params.neurons) + vec4u(0u, 1u, 2u, 3u) < vec4u(params.features);
    let nan = areNaN(bits);
    let place = (u - low) * perUnit;
    var cell = vec4u(clamp(place, vec4f(), vec4f(f32(BINS - 1u))));
    cell = select(cell, vec4u(UNDER), place < vec4f());
    cell = select(cell, vec4u(OVER), place >= vec4f(f32(BINS)));
    cell = select(cell, vec4u(NAN), nan);
    cell = select(vec4u(NOWHERE), cell, real);
    atomicAdd(&own[cell.x], 1u);
    atomicAdd(&own[cell.y], 1u);
    atomicAdd(&own[cell.z], 1u);
    atomicAdd(&own[cell.w], 1u);
    let x = u - params.threshold;
    let counted = real & !nan;
    if (ONE_SIDED) {
      fired += ones(counted & (x > vec4f()));
    } else {
      available += ones(counted & (abs(x) < vec4f(half)));
      availableFixed += ones(counted & (abs(x) < vec4f(0.5)));
      let spiked = select(u >= vec4f(params.threshold), (bits & vec4u(1u)) == vec4u(1u), MARKED);
      fired += ones(counted & spiked);
    }
    let d = select(vec4f(), x, real & !areNotFinite(bits));
    sum += vec2f((d.x + d.y) + (d.z + d.w), (d.x * d.x + d.y * d.y) + (d.z * d.z + d.w * d.w));
  }
  atomicAdd(&own[AVAILABLE], select(available, fired, ONE_SIDED));
  atomicAdd(&own[AVAILABLE_FIXED], availableFixed);
  atomicAdd(&own[FIRED], fired);
  sums[thread] = sum;
  workgroupBarrier();
  for (var cell = thread; cell < CELLS; cell += 64u) {
    let count = atomicLoad(&own[cell]);
    if (count != 0u) { atomicAdd(&counts[group.y * CELLS + cell], count); }
  }
  if (thread < 2u) {
    var total = 0.0;
    for (var other = 0u; other < 64u; other++) { total += sums[other][thread]; }
    moments[(group.y * params.groups + group.x) * 2u + thread] += total;
  }
}
