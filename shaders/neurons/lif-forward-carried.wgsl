// Leaky integrate-and-fire over all steps.
//   current     = inputGain * mask * (scale * product[t] + shift)
//   membrane[t] = decay * kept[t-1] + current;   subtractDelayed also takes threshold * spikes[t-1] off
//   spikes[t]   = membrane[t] >= threshold;   NOISY: a number in (0, 1), which spikes[t] holds before, < smoothSpike of membrane[t]
//   kept[t]     = zero: membrane, or resetTo where it spiked; subtract: membrane - threshold * spikes; else membrane
// The same as lif-forward with its state carried: from initialState, into finalState, each [kept, spikes]. For streaming, and
// for sequences divided into chunks. No dropout.
//#include lib/dispatch
//#include lib/leaky

override WORKGROUP: u32 = 64u;
override AFFINE: bool = false;

struct Params {
  inputSteps: u32,
  batch: u32,
  neurons: u32,  // a multiple of 4
  mapRows: u32,
  mapColumns: u32,
  windows: u32,  // 1 or steps
  steps: u32,
  threshold: f32,
  inputGain: f32,
  resetTo: f32,
}

@group(0) @binding(0) var<storage, read> product: array<vec4f>;          // [inputSteps, batch, neurons]
@group(0) @binding(1) var<storage, read> map: array<vec4f>;              // [3, neurons]: scale, shift, pivot; AFFINE only
@group(0) @binding(2) var<storage, read> decay: array<f32>;              // [1]
@group(0) @binding(3) var<storage, read> surrogateScale: array<f32>;     // [windows], SMOOTH and NOISY only
@group(0) @binding(4) var<storage, read> initialState: array<vec4f>;     // [2, batch, neurons]: kept, spikes
@group(0) @binding(5) var<storage, read_write> membrane: array<vec4f>;   // [steps, batch, neurons]
@group(0) @binding(6) var<storage, read_write> spikes: array<vec4f>;     // [steps, batch, neurons]
@group(0) @binding(7) var<storage, read_write> finalState: array<vec4f>; // [2, batch, neurons]
@group(0) @binding(8) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.batch * params.neurons / 4u;
  if (i >= width) { return; }

  var gain = vec4f(params.inputGain);
  var offset = vec4f();
  if (AFFINE) {
    let rowWidth = params.neurons / 4u;
    let column = i % rowWidth;
    offset = gain * map[rowWidth + column];
    gain *= map[column];
  }
  let leak = vec4f(decayOf(decay[0]));
  var kept = initialState[i];
  var s = initialState[width + i];
  var at = i;
  var x = product[i];
  for (var t = 0u; t < params.steps; t++) {
    if (t > 0u && params.inputSteps > 1u) { x = product[at]; }
    var h = fma(leak, kept, fma(gain, x, offset));
    if (RESET == SUBTRACT_DELAYED) { h -= params.threshold * s; }
    let scale = surrogateScale[min(t, params.windows - 1u)];
    if (NOISY) { h = marked(h, spikes[at], params.threshold, scale); }
    s = spikeOf(h, params.threshold, scale);
    membrane[at] = h;
    spikes[at] = s;
    kept = keptAfter(h, s, params.threshold, params.resetTo);
    at += width;
  }
  finalState[i] = kept;
  finalState[width + i] = s;
}
