// Metrics of a row: its parts summed over time steps, times the number of rows, so that the mean over rows is the metric of the minibatch.
// One invocation owns a metric of a row.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  timeSteps: u32,
  rows: u32,
  columns: u32,
  measured: u32,
  stride: u32, // at least rows
}

@group(0) @binding(0) var<storage, read> parts: array<f32>;         // [timeSteps, rows, columns]
@group(0) @binding(1) var<storage, read_write> metrics: array<f32>; // [measured, stride]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.measured * params.rows) { return; }
  let metric = i / params.rows;
  let row = i % params.rows;
  var sum = 0.0;
  for (var t = 0u; t < params.timeSteps; t++) { sum += parts[(t * params.rows + row) * params.columns + metric]; }
  metrics[metric * params.stride + row] = f32(params.rows) * sum;
}
