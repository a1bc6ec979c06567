// The loss of a team's value, scale (total - return)^2, as a mean over the transitions that count, and its gradient; padding and what does
// not count have none. One invocation owns a time step of a group.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  timeSteps: u32,
  rows: u32,    // groups
  columns: u32,
  steps: u32,
  scale: f32,
}

@group(0) @binding(0) var<storage, read> total: array<f32>;           // [timeSteps, rows, columns]
@group(0) @binding(1) var<storage, read> returns: array<f32>;         // [steps, rows]
@group(0) @binding(2) var<storage, read> weights: array<f32>;         // [timeSteps, rows]
@group(0) @binding(3) var<storage, read_write> totalGrad: array<f32>; // [timeSteps, rows, columns]
@group(0) @binding(4) var<storage, read_write> parts: array<vec4f>;   // [timeSteps, rows, 4]: loss, |error|, total, return
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.timeSteps * params.rows) { return; }
  let first = i * params.columns;
  for (var c = 0u; c < params.columns; c++) { totalGrad[first + c] = 0.0; }
  parts[i] = vec4f();
  let weight = weights[i];
  if (weight == 0.0) { return; }
  let error = total[first] - returns[i];
  totalGrad[first] = 2.0 * params.scale * weight * error;
  parts[i] = weight * vec4f(params.scale * error * error, abs(error), total[first], returns[i]);
}
