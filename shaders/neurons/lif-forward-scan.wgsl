// lif-forward of neurons without a reset, as an associative scan over the steps: potentials differ from those of the loop by rounding.
//   current     = inputGain * mask * product[t]
//   membrane[t] = decay * membrane[t-1] + current
//   spikes[t]   = membrane[t] >= threshold
// An invocation owns 4 neighboring neurons of one sample in a chunk of steps.
//#include lib/leaky
//#include lib/time-scan

override MASKED: bool = false;

struct Params {
  inputSteps: u32,
  batch: u32,
  neurons: u32, // a multiple of 4
  maskRows: u32,
  maskColumns: u32,
  windows: u32, // 1 or steps
  steps: u32,
  threshold: f32,
  inputGain: f32,
  initialMembrane: f32,
}

@group(0) @binding(0) var<storage, read> product: array<vec4f>;        // [inputSteps, batch, neurons]
@group(0) @binding(1) var<storage, read> mask: array<vec4f>;           // [batch, neurons], MASKED only
@group(0) @binding(2) var<storage, read> decay: array<f32>;            // [1]
@group(0) @binding(3) var<storage, read> surrogateScale: array<f32>;   // [windows], SMOOTH only
@group(0) @binding(4) var<storage, read_write> membrane: array<vec4f>; // [steps, batch, neurons]
@group(0) @binding(5) var<storage, read_write> spikes: array<vec4f>;   // [steps, batch, neurons]
@group(0) @binding(6) var<uniform> params: Params;

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

  let initial = select(vec4f(), vec4f(params.initialMembrane), chunk.index == 0u);
  var h = initial;
  for (var t = chunk.first; t < chunk.end; t++) { h = fma(vec4f(leak), h, gain * product[min(t, params.inputSteps - 1u) * width + chunk.own]); }
  h = initial + entering(h, leak, chunk, thread);
  for (var t = chunk.first; t < chunk.end; t++) {
    h = fma(vec4f(leak), h, gain * product[min(t, params.inputSteps - 1u) * width + chunk.own]);
    let at = t * width + chunk.own;
    membrane[at] = h;
    spikes[at] = spikeOf(h, params.threshold, surrogateScale[min(t, params.windows - 1u)]);
  }
}
