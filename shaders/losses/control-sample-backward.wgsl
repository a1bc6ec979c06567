// From the gradient to sampled actions to that of the policy, with that of  w alpha ln pi  for rows that count: with a = tanh(u), 1 - a^2
// the slope and g = actionGrad + w alpha 2 a / (slope + SLACK):  mean g slope;  logStd g slope std n - w alpha, where not clamped
// A row that does not count, and padding, has no gradient. One invocation owns a value.
//#include lib/squashed
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  timeSteps: u32,
  rows: u32,
  columns: u32,
  dimensions: u32,
}

@group(0) @binding(0) var<storage, read> mean: array<f32>;             // [timeSteps, rows, columns]
@group(0) @binding(1) var<storage, read> logStd: array<f32>;           // [timeSteps, rows, columns]
@group(0) @binding(2) var<storage, read> normals: array<f32>;          // [timeSteps, rows, columns]: n
@group(0) @binding(3) var<storage, read> actionGrad: array<f32>;       // [timeSteps, rows, columns]
@group(0) @binding(4) var<storage, read> weights: array<f32>;          // [timeSteps, rows]
@group(0) @binding(5) var<storage, read> logAlpha: array<f32>;         // [4]: ln alpha first
@group(0) @binding(6) var<storage, read_write> meanGrad: array<f32>;   // [timeSteps, rows, columns]
@group(0) @binding(7) var<storage, read_write> logStdGrad: array<f32>; // [timeSteps, rows, columns]
@group(0) @binding(8) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.timeSteps * params.rows * params.columns) { return; }
  let weight = weights[i / params.columns];
  if (weight == 0.0 || i % params.columns >= params.dimensions) {
    meanGrad[i] = 0.0;
    logStdGrad[i] = 0.0;
    return;
  }
  let spread = logStd[i];
  let u = unsquashed(mean[i], spread, normals[i]);
  let slope = squashSlope(u);
  let entropic = weight * exp(logAlpha[0]);
  let g = slope * (actionGrad[i] + entropic * 2.0 * tanh(u) / (slope + SLACK));
  meanGrad[i] = g;
  let isClamped = spread < MIN_LOG || spread > MAX_LOG;
  logStdGrad[i] = select(g * exp(spread) * normals[i] - entropic, 0.0, isClamped);
}
