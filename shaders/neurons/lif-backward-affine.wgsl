// Backward of lif-forward, second of two passes where a normalization stands in front: the gradient on the product.
//   spikeGrad       = spikesGrad[t] + what the reset sends back (nothing where DETACH_RESET)
//   membraneGrad[t] = spikeGrad * slope + what the kept potential sends back
//   kept[t-1] gets decay * membraneGrad[t];  decayGrad = sum over t of membraneGrad[t] * kept[t-1]
// It reads the membrane alone: the spike is membrane >= threshold again, which is cheaper than loading it.
//   productGrad[t] = a[c] * grad + b[c] * (product[t] - mean[c]) + o[c],  grad = inputGain * mask * membraneGrad[t]
// with (a, b, o, mean) from the normalization. A product with one step gets the sum of grad over t.
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

@group(0) @binding(0) var<storage, read> membrane: array<vec4f>;          // [steps, batch, neurons]
@group(0) @binding(1) var<storage, read> spikesGrad: array<vec4f>;        // [steps, batch, neurons]
@group(0) @binding(2) var<storage, read> surrogateScale: array<f32>;      // [windows]
@group(0) @binding(3) var<storage, read> mask: array<vec4f>;              // [batch, neurons], MASKED only
@group(0) @binding(4) var<storage, read> decay: array<f32>;               // [1]
@group(0) @binding(5) var<storage, read> product: array<vec4f>;           // [inputSteps, batch, neurons]
@group(0) @binding(6) var<storage, read> coefficients: array<f32>;        // [4, channels]
@group(0) @binding(7) var<storage, read_write> productGrad: array<vec4f>; // [inputSteps, batch, neurons]
@group(0) @binding(8) var<uniform> params: Params;

fn coefficient(row: u32, c: vec4u) -> vec4f {
  let at = row * params.channels + c;
  return vec4f(coefficients[at.x], coefficients[at.y], coefficients[at.z], coefficients[at.w]);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.batch * params.neurons / 4u;
  if (i >= width) { return; }

  let spatial = params.neurons / params.channels;
  let n = (i * 4u) % params.neurons;
  let c = vec4u(n, n + 1u, n + 2u, n + 3u) / spatial;
  var gain = vec4f(params.inputGain);
  if (MASKED) { gain *= mask[i]; }
  gain *= coefficient(0u, c);
  let slope = coefficient(1u, c);
  let offset = coefficient(2u, c);
  let mean = coefficient(3u, c);
  let leak = decayOf(decay[0]);
  var carry = Carry();
  var gradSum = vec4f();
  var at = (params.steps - 1u) * width + i;
  for (var t = params.steps; t > 0u; t--) {
    let scale = surrogateScale[min(t - 1u, params.windows - 1u)];
    let grad = membraneGradAt(membrane[at], spikesGrad[at], carry, params.threshold, params.resetTo, scale, DETACH_RESET);
    if (params.inputSteps > 1u) {
      productGrad[at] = fma(gain, grad, fma(slope, product[at] - mean, offset));
    } else {
      gradSum += grad;
    }
    carry = Carry(leak * grad, grad);
    at -= width;
  }
  if (params.inputSteps == 1u) { productGrad[i] = fma(gain, gradSum, fma(slope, product[i] - mean, offset)); }
}
