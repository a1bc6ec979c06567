// One step of an input over time, inside a scan, and its presynaptic trace, by which online learning through time weights it.
//   value = input[step];  trace = decay * trace + value, from 0 at the first step, or where LASTING from the sequence before
// An input with one step is the same at every step. One invocation owns 4 neighboring values.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override TRACED: bool = true;
override DELAYED: bool = false; // the input holds the value of the step before, which is 0 at the first step
override LASTING: bool = false;

struct Params {
  inputSteps: u32,
  batch: u32,
  columns: u32, // a multiple of 4
  traceRows: u32,
  traceColumns: u32,
}

@group(0) @binding(0) var<storage, read> input: array<vec4f>;       // [inputSteps, batch, columns]
@group(0) @binding(1) var<storage, read> decay: array<f32>;         // [1]
@group(0) @binding(2) var<storage, read_write> value: array<vec4f>; // [1, batch, columns]
@group(0) @binding(3) var<storage, read_write> trace: array<vec4f>; // [1, traceRows, traceColumns]: [1, batch, columns] where TRACED
@group(0) @binding(4) var<uniform> params: Params;
@group(1) @binding(0) var<uniform> step: u32;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.batch * params.columns / 4u;
  if (i >= width) { return; }
  var x = input[min(step, params.inputSteps - 1u) * width + i];
  if (DELAYED && !LASTING && step == 0u) { x = vec4f(); }
  value[i] = x;
  if (TRACED) {
    var before = vec4f();
    if (LASTING || step > 0u) { before = trace[i]; }
    trace[i] = fma(vec4f(decay[0]), before, x);
  }
}
