// The probability of a random action at this clock, as in control-choose, written to a row of metrics. One invocation owns a column.
//#include lib/exploration

override WORKGROUP: u32 = 64u;

struct Params {
  measured: u32,
  stride: u32,
  row: u32,
  noiseStart: f32,
  noiseEnd: f32,
  noiseOver: f32,
}

@group(0) @binding(0) var<storage, read> clock: array<u32>;         // [1]
@group(0) @binding(1) var<storage, read_write> metrics: array<f32>; // [measured, stride]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.stride) { return; }
  metrics[params.row * params.stride + id.x] = noiseAt(clock[0]);
}
