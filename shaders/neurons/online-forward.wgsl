// One step of leaky integrate-and-fire, inside a scan: the equations of lif-forward, with the state kept between steps, and the
// presynaptic trace of its spikes.
//   membrane = decay * kept + inputGain * (product + recurrent);   subtractDelayed also takes threshold * spikes of the step before off
//   trace    = decay * trace + spikes, from 0 before the first step
// Where LASTING the first step continues from the last one of the sequence before.
// One invocation owns 4 neighboring neurons of one sample.
//#include lib/dispatch
//#include lib/leaky

override WORKGROUP: u32 = 64u;
override TRACED: bool = true;
override RECURRENT: bool = false;
override LASTING: bool = false;

struct Params {
  batch: u32,
  neurons: u32, // a multiple of 4
  windows: u32, // 1 or steps
  recurrentRows: u32,
  recurrentColumns: u32,
  traceRows: u32,
  traceColumns: u32,
  threshold: f32,
  inputGain: f32,
  resetTo: f32,
  initialMembrane: f32,
}

@group(0) @binding(0) var<storage, read> product: array<vec4f>;        // [1, batch, neurons]
@group(0) @binding(1) var<storage, read> decay: array<f32>;            // [1]
@group(0) @binding(2) var<storage, read> surrogateScale: array<f32>;   // [windows], SMOOTH only
@group(0) @binding(3) var<storage, read> recurrent: array<vec4f>;      // [1, recurrentRows, recurrentColumns]: [1, batch, neurons] where RECURRENT
@group(0) @binding(4) var<storage, read_write> kept: array<vec4f>;     // [1, batch, neurons]: the membrane after the reset
@group(0) @binding(5) var<storage, read_write> membrane: array<vec4f>; // [1, batch, neurons]
@group(0) @binding(6) var<storage, read_write> spikes: array<vec4f>;   // [1, batch, neurons]
@group(0) @binding(7) var<storage, read_write> trace: array<vec4f>;    // [1, traceRows, traceColumns]: [1, batch, neurons] where TRACED
@group(0) @binding(8) var<uniform> params: Params;
@group(1) @binding(0) var<uniform> step: u32;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.batch * params.neurons / 4u) { return; }
  var before = vec4f(params.initialMembrane);
  var fired = vec4f();
  if (LASTING || step > 0u) {
    before = kept[i];
    fired = spikes[i];
  }
  var current = product[i];
  if (RECURRENT) { current += recurrent[i]; }
  let leak = vec4f(decayOf(decay[0]));
  var h = fma(leak, before, params.inputGain * current);
  if (RESET == SUBTRACT_DELAYED) { h -= params.threshold * fired; }
  let s = spikeOf(h, params.threshold, surrogateScale[min(step, params.windows - 1u)]);
  kept[i] = keptAfter(h, s, params.threshold, params.resetTo);
  membrane[i] = h;
  spikes[i] = s;
  if (TRACED) {
    var past = vec4f();
    if (LASTING || step > 0u) { past = trace[i]; }
    trace[i] = fma(leak, past, s);
  }
}
