// A probe: squares[thread, t] = sum over the neurons of this thread of (2^40 membraneGrad[t])^2. The square root of their sum
// over threads, over 2^40, is the gradient norm of a step. One invocation owns a thread at a step.
//#include lib/dispatch
//#include lib/squares

override WORKGROUP: u32 = 64u;

struct Params {
  steps: u32,
  batch: u32,
  neurons: u32, // a multiple of 4
  threads: u32,
  paddedSteps: u32,  // steps, padded to a multiple of 4
}

@group(0) @binding(0) var<storage, read> membraneGrad: array<vec4f>; // [steps, batch, neurons]
@group(0) @binding(1) var<storage, read_write> squares: array<f32>;  // [threads, paddedSteps]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.threads * params.paddedSteps) { return; }
  let t = i / params.threads;
  let thread = i % params.threads;
  let width = params.batch * params.neurons / 4u;
  var sum = 0.0;
  if (t < params.steps) {
    for (var own = thread; own < width; own += params.threads) {
      let grad = SQUARES_SCALE * membraneGrad[t * width + own];
      sum += dot(grad, grad);
    }
  }
  squares[thread * params.paddedSteps + t] = sum;
}
