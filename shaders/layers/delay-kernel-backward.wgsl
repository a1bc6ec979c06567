// Backward of delay-kernel:
//   weightGrad += sum over lags of kernelGrad * k(lag)
//   delayGrad  += sum over the synapses of the delay and over lags of kernelGrad * weight * dk(lag)/d delay
//   GAUSSIAN: dk/d delay = k (a - mean of a under k),  a = (lag - delay) / sigma^2
//   LINEAR:   dk/d delay = the sign of lag - delay where |lag - delay| <= 1, else 0
// One invocation owns a delay and the synapses that have it, in ascending index.
//#include lib/dispatch
//#include lib/delay
//#include lib/delayed-synapses

override WORKGROUP: u32 = 64u;

struct Params {
  lags: u32,
  inputs: u32,
  outputs: u32, // a multiple of 4
  delays: u32,
}

@group(0) @binding(0) var<storage, read> kernelGrad: array<f32>;       // [lags, inputs, outputs]
@group(0) @binding(1) var<storage, read> weight: array<f32>;           // [inputs, outputs]
@group(0) @binding(2) var<storage, read> delay: array<f32>;            // [delays]
@group(0) @binding(3) var<storage, read> sigma: array<f32>;            // [1], GAUSSIAN only
@group(0) @binding(4) var<storage, read_write> weightGrad: array<f32>; // [inputs, outputs]
@group(0) @binding(5) var<storage, read_write> delayGrad: array<f32>;  // [delays]
@group(0) @binding(6) var<uniform> params: Params;

fn pull(lag: u32, lags: Lags) -> f32 { return (f32(lag) - lags.delay) / (lags.sigma * lags.sigma); }

// The mean of `pull` under k: what the sum of all lags takes off.
fn meanPull(lags: Lags) -> f32 {
  var mean = 0.0;
  for (var lag = 0u; lag < params.lags; lag++) { mean = fma(lagWeight(lag, lags), pull(lag, lags), mean); }
  return mean;
}

fn slope(lag: u32, lags: Lags, mean: f32) -> f32 {
  switch KERNEL {
    case GAUSSIAN: { return lagWeight(lag, lags) * (pull(lag, lags) - mean); }
    case LINEAR: {
      let distance = f32(lag) - lags.delay;
      return select(0.0, sign(distance), abs(distance) <= 1.0);
    }
    default: { return 0.0; }
  }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let own = flatIndex(id, groups, WORKGROUP);
  if (own >= params.delays) { return; }
  let synapses = params.inputs * params.outputs;
  let lags = lagsOf(delay[own], sigma[0], params.lags);
  var mean = 0.0;
  if (KERNEL == GAUSSIAN) { mean = meanPull(lags); }
  var delaySum = 0.0;
  for (var i = 0u; i < sharers(params.inputs, params.outputs); i++) {
    let synapse = sharer(i, own, params.outputs);
    var weightSum = 0.0;
    var slopeSum = 0.0;
    for (var lag = 0u; lag < params.lags; lag++) {
      let grad = kernelGrad[lag * synapses + synapse];
      weightSum = fma(grad, lagWeight(lag, lags), weightSum);
      slopeSum = fma(grad, slope(lag, lags, mean), slopeSum);
    }
    weightGrad[synapse] += weightSum;
    delaySum = fma(weight[synapse], slopeSum, delaySum);
  }
  delayGrad[own] += delaySum;
}
