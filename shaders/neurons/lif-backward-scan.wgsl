// Backward of lif-forward-scan, as a scan from the last step to the first.
//   membraneGrad[t] = spikesGrad[t] * slope + decay * membraneGrad[t+1]
//   productGrad[t]  = inputGain * mask * membraneGrad[t], summed over t where the product has one step
// An invocation owns 4 neighboring neurons of one sample in a chunk of steps, the first chunk being the last steps.
//#include lib/leaky
//#include lib/time-scan

override MASKED: bool = false;
override MEMBRANE_GRAD: bool = false; // a gradient on the membrane is added

struct Params {
  steps: u32,
  batch: u32,
  neurons: u32, // a multiple of 4
  outerSteps: u32,
  outerBatch: u32,
  outerNeurons: u32,
  windows: u32, // 1 or steps
  maskRows: u32,
  maskColumns: u32,
  inputSteps: u32,
  threshold: f32,
  inputGain: f32,
}

@group(0) @binding(0) var<storage, read> membrane: array<vec4f>;          // [steps, batch, neurons]
@group(0) @binding(1) var<storage, read> spikesGrad: array<vec4f>;        // [steps, batch, neurons]
@group(0) @binding(2) var<storage, read> membraneGrad: array<vec4f>;      // [steps, batch, neurons], MEMBRANE_GRAD only
@group(0) @binding(3) var<storage, read> surrogateScale: array<f32>;      // [windows]
@group(0) @binding(4) var<storage, read> mask: array<vec4f>;              // [batch, neurons], MASKED only
@group(0) @binding(5) var<storage, read> decay: array<f32>;               // [1]
@group(0) @binding(6) var<storage, read_write> productGrad: array<vec4f>; // [inputSteps, batch, neurons]
@group(0) @binding(7) var<uniform> params: Params;

// membraneGrad[t], given that of step t + 1.
fn gradBefore(t: u32, later: vec4f, leak: f32, at: u32) -> vec4f {
  let scale = surrogateScale[min(t, params.windows - 1u)];
  let carry = Carry(leak * later, later);
  let grad = membraneGradAt(membrane[at], spikesGrad[at], carry, params.threshold, 0.0, scale, true);
  if (MEMBRANE_GRAD) { return grad + membraneGrad[at]; }
  return grad;
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let width = params.batch * params.neurons / 4u;
  let chunk = chunkOf(id, groups, thread, width, params.steps);
  let leak = decayOf(decay[0]);
  var gain = vec4f(params.inputGain);
  if (MASKED) { gain *= mask[chunk.own]; }

  var grad = vec4f();
  for (var k = chunk.first; k < chunk.end; k++) {
    let t = params.steps - 1u - k;
    grad = gradBefore(t, grad, leak, t * width + chunk.own);
  }
  grad = entering(grad, leak, chunk, thread);
  var sum = vec4f();
  for (var k = chunk.first; k < chunk.end; k++) {
    let t = params.steps - 1u - k;
    let at = t * width + chunk.own;
    grad = gradBefore(t, grad, leak, at);
    if (params.inputSteps > 1u) { productGrad[at] = gain * grad; } else { sum += grad; }
  }
  if (params.inputSteps > 1u) { return; }
  workgroupBarrier();
  ends[thread] = sum;
  workgroupBarrier();
  if (chunk.index > 0u || chunk.first == chunk.end) { return; }
  let columns = WORKGROUP / CHUNKS;
  for (var k = 1u; k < CHUNKS; k++) { sum += ends[thread + k * columns]; }
  productGrad[chunk.own] = gain * sum;
}
