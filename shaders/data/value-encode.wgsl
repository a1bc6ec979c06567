// Numbers as currents, a row of a sample at each step: value[t, b, i] = values[b, t * features + i]. Padding is zero.
// One invocation owns four inputs of a row.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  batch: u32,
  words: u32,    // of a sample: steps * features numbers
  steps: u32,
  inputs: u32,   // a multiple of 4
  features: u32, // of the inputs, without padding
}

@group(0) @binding(0) var<storage, read> values: array<u32>;         // [batch, words], the bits of f32
@group(0) @binding(1) var<storage, read_write> value: array<vec4f>;  // [steps, batch, inputs]
@group(0) @binding(2) var<uniform> params: Params;

fn valueAt(b: u32, t: u32, input: u32) -> f32 {
  if (input >= params.features) { return 0.0; }
  return bitcast<f32>(values[b * params.words + t * params.features + input]);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.inputs / 4u;
  let row = i / width;
  if (row >= params.steps * params.batch) { return; }
  let b = row % params.batch;
  let t = row / params.batch;
  let input = i % width * 4u;
  value[i] = vec4f(valueAt(b, t, input), valueAt(b, t, input + 1u), valueAt(b, t, input + 2u), valueAt(b, t, input + 3u));
}
