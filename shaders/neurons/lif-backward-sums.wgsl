// Backward of lif-forward, first of two passes where a normalization stands in front: only the sums that its backward
// pass needs, so that no gradient is stored twice.
//   spikeGrad       = spikesGrad[t] + what the reset sends back (nothing where DETACH_RESET)
//   membraneGrad[t] = spikeGrad * slope + what the kept potential sends back
//   kept[t-1] gets decay * membraneGrad[t];  decayGrad = sum over t of membraneGrad[t] * kept[t-1]
// It reads the membrane alone: the spike is membrane >= threshold again, which is cheaper than loading it.
//   partial[b, 0] = sum over t of grad,  grad = inputGain * mask * membraneGrad[t]
//   partial[b, 1] = sum over t of grad * (product[t] - pivot[c])
//   partial[b, 2] = sum over t of membraneGrad[t] * kept[t-1], LEARNED only
// One invocation owns 4 neighboring neurons of one sample.
//#include lib/dispatch
//#include lib/leaky

override WORKGROUP: u32 = 64u;
override DETACH_RESET: bool = false;
override MASKED: bool = false;

struct Params {
  steps: u32,
  batch: u32,
  neurons: u32, // a multiple of 4
  windows: u32, // 1 or steps
  maskRows: u32,
  maskColumns: u32,
  inputSteps: u32,
  channels: u32,
  threshold: f32,
  inputGain: f32,
  resetTo: f32,
}

@group(0) @binding(0) var<storage, read> membrane: array<vec4f>;       // [steps, batch, neurons]
@group(0) @binding(1) var<storage, read> spikesGrad: array<vec4f>;     // [steps, batch, neurons]
@group(0) @binding(2) var<storage, read> surrogateScale: array<f32>;   // [windows]
@group(0) @binding(3) var<storage, read> mask: array<vec4f>;           // [batch, neurons], MASKED only
@group(0) @binding(4) var<storage, read> decay: array<f32>;            // [1]
@group(0) @binding(5) var<storage, read> product: array<vec4f>;        // [inputSteps, batch, neurons]
@group(0) @binding(6) var<storage, read> pivot: array<f32>;            // [channels]
@group(0) @binding(7) var<storage, read_write> partial: array<vec4f>;  // [batch, 3, neurons]
@group(0) @binding(8) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let rowWidth = params.neurons / 4u;
  let width = params.batch * rowWidth;
  if (i >= width) { return; }

  let spatial = params.neurons / params.channels;
  let n = (i * 4u) % params.neurons;
  let c = vec4u(n, n + 1u, n + 2u, n + 3u) / spatial;
  let middle = vec4f(pivot[c.x], pivot[c.y], pivot[c.z], pivot[c.w]);
  var gain = vec4f(params.inputGain);
  if (MASKED) { gain *= mask[i]; }
  let leak = decayOf(decay[0]);
  var carry = Carry();
  var first = vec4f();
  var second = vec4f();
  var decaySum = vec4f();
  var at = (params.steps - 1u) * width + i;
  var h = membrane[at];
  var d = product[select(i, at, params.inputSteps > 1u)] - middle;
  for (var t = params.steps; t > 0u; t--) {
    let scale = surrogateScale[min(t - 1u, params.windows - 1u)];
    let grad = membraneGradAt(h, spikesGrad[at], carry, params.threshold, params.resetTo, scale, DETACH_RESET);
    let g = gain * grad;
    first += g;
    second = fma(g, d, second);
    carry = Carry(leak * grad, grad);
    if (t > 1u) {
      h = membrane[at - width];
      if (params.inputSteps > 1u) { d = product[at - width] - middle; }
      if (LEARNED) {
        let before = keptAfter(h, spikeOf(h, params.threshold, surrogateScale[min(t - 2u, params.windows - 1u)]), params.threshold, params.resetTo);
        decaySum = fma(grad, before, decaySum);
      }
    }
    at -= width;
  }
  let to = (i / rowWidth) * 3u * rowWidth + i % rowWidth;
  partial[to] = first;
  partial[to + rowWidth] = second;
  partial[to + 2u * rowWidth] = decaySum;
}
