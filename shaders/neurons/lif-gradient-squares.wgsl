// A probe: squares[t, group] += sum over the neurons of this workgroup of membraneGrad[t]^2, walked back as in lif-backward.
//   spikeGrad       = spikesGrad[t] + what the reset sends back (nothing where DETACH_RESET)
//   membraneGrad[t] = spikeGrad * slope + what the kept potential sends back
//   kept[t-1] gets decay * membraneGrad[t];  decayGrad = sum over t of membraneGrad[t] * kept[t-1]
// It reads the membrane alone: the spike is membrane >= threshold again, which is cheaper than loading it.
// The square root of their sum over groups is the gradient norm of a step. 64 lanes and a tree, always the same order. It adds up over micro-batches and must be cleared first.
//#include lib/leaky

override DETACH_RESET: bool = false;

struct Params {
  steps: u32,
  batch: u32,
  neurons: u32, // a multiple of 4
  windows: u32, // 1 or steps
  groups: u32,
  threshold: f32,
  resetTo: f32,
}

@group(0) @binding(0) var<storage, read> membrane: array<vec4f>;       // [steps, batch, neurons]
@group(0) @binding(1) var<storage, read> spikesGrad: array<vec4f>;     // [steps, batch, neurons]
@group(0) @binding(2) var<storage, read> surrogateScale: array<f32>;   // [windows]
@group(0) @binding(3) var<storage, read> decay: array<f32>;            // [1]
@group(0) @binding(4) var<storage, read_write> squares: array<f32>;    // [steps, groups]
@group(0) @binding(5) var<uniform> params: Params;

var<workgroup> sums: array<f32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let width = params.batch * params.neurons / 4u;
  let i = group.x * 64u + lane;
  let inside = i < width;
  let own = min(i, width - 1u);
  let leak = decayOf(decay[0]);
  var carry = Carry();
  for (var t = params.steps; t > 0u; t--) {
    let at = (t - 1u) * width + own;
    let scale = surrogateScale[min(t - 1u, params.windows - 1u)];
    let grad = membraneGradAt(membrane[at], spikesGrad[at], carry, params.threshold, params.resetTo, scale, DETACH_RESET);
    carry = Carry(leak * grad, grad);
    let q = grad * grad;
    sums[lane] = select(0.0, (q.x + q.y) + (q.z + q.w), inside);
    workgroupBarrier();
    for (var reach = 32u; reach > 0u; reach /= 2u) {
      if (lane < reach) { sums[lane] += sums[lane + reach]; }
      workgroupBarrier();
    }
    if (lane == 0u) { squares[(t - 1u) * params.groups + group.x] += sums[0]; }
    workgroupBarrier();
  }
}
