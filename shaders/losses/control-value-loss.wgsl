// PPO's loss of the values, as a mean over the transitions that count, and its gradient, both times valueWeight:
//   1/2 max((V - return)^2, (near - return)^2),  near = old V + clamp(V - old V, -clip, clip)
// Added to the parts of the policy's loss, the value's own without its weight. One invocation owns a time step of a row.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override CLIPPED: bool = true;

struct Params {
  timeSteps: u32,
  rows: u32,
  columns: u32,
  steps: u32,
  clip: f32,
  valueWeight: f32,
}

@group(0) @binding(0) var<storage, read> value: array<f32>;           // [timeSteps, rows, columns]
@group(0) @binding(1) var<storage, read> transitions: array<vec4f>;   // [steps, rows, 4]
@group(0) @binding(2) var<storage, read> weights: array<f32>;         // [timeSteps, rows]
@group(0) @binding(3) var<storage, read_write> valueGrad: array<f32>; // [timeSteps, rows, columns]
@group(0) @binding(4) var<storage, read_write> parts: array<vec4f>;   // [timeSteps, rows, 8]
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.timeSteps * params.rows) { return; }
  let first = i * params.columns;
  for (var c = 0u; c < params.columns; c++) { valueGrad[first + c] = 0.0; }
  let weight = weights[i];
  if (weight == 0.0) { return; }
  let before = transitions[i];
  let moved = value[first] - before.w;
  let error = value[first] - before.y;
  var slope = error;
  var loss = 0.5 * error * error;
  if (CLIPPED) {
    let near = before.w + clamp(moved, -params.clip, params.clip) - before.y;
    // The clipped value has the larger error only where it is clipped, and there it has no gradient.
    if (near * near > error * error) {
      slope = 0.0;
      loss = 0.5 * near * near;
    }
  }
  valueGrad[first] = params.valueWeight * weight * slope;
  parts[2u * i] += weight * vec4f(params.valueWeight * loss, 0.0, loss, 0.0);
}
