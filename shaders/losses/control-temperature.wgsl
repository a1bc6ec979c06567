// The loss of a temperature, alpha (entropy - targetEntropy), with the policy's entropy as a constant, and its gradient to
// ln alpha, which is the same; it is added. Metrics: loss, alpha, entropy. One workgroup of 64 threads, always.
//#include lib/thread-sum

struct Params {
  timeSteps: u32,
  rows: u32,
  stride: u32,
  targetEntropy: f32,
}

@group(0) @binding(0) var<storage, read> parts: array<vec4f>;            // [timeSteps, rows, 4]: weighted entropy second
@group(0) @binding(1) var<storage, read> logAlpha: array<f32>;           // [4]: ln alpha first
@group(0) @binding(2) var<storage, read_write> logAlphaGrad: array<f32>; // [4]
@group(0) @binding(3) var<storage, read_write> metrics: array<f32>;      // [3, stride]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) thread: u32) {
  var own = 0.0;
  for (var i = thread; i < params.timeSteps * params.rows; i += THREADS) { own += parts[i].y; }
  let entropy = sumOfThreads(own, thread);
  if (thread > 0u) { return; }
  let alpha = exp(logAlpha[0]);
  let loss = alpha * (entropy - params.targetEntropy);
  logAlphaGrad[0] += loss;
  metrics[0] = loss;
  metrics[params.stride] = alpha;
  metrics[2u * params.stride] = entropy;
}
