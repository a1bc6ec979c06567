// The outputs that an evaluation stores for each sample: stored[samples[b], o] = value[b, o]. Padding (an index of `count` or more) is left out.
// The cursor of the evaluation advances. One workgroup of 64 threads.

struct Params {
  batch: u32,
  columns: u32, // of a row of values: outputs, padded
  count: u32,   // samples of the data set
  outputs: u32,
}

@group(0) @binding(0) var<storage, read> value: array<f32>;           // [1, batch, columns]
@group(0) @binding(1) var<storage, read> samples: array<u32>;         // [batch]
@group(0) @binding(2) var<storage, read_write> stored: array<f32>;    // [count, outputs]
@group(0) @binding(3) var<storage, read_write> cursor: array<u32>;    // [1]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) thread: u32) {
  for (var b = thread; b < params.batch; b += 64u) {
    let sample = samples[b];
    if (sample >= params.count) { continue; }
    for (var o = 0u; o < params.outputs; o++) { stored[sample * params.outputs + o] = value[b * params.columns + o]; }
  }
  if (thread == 0u) { cursor[0] += 1u; }
}
