// Backward of memory-minimal-forward, from the last step to the first; g(x) stands for dL/dx. No gradient passes the start of a sequence,
// and none reaches the state that was carried in.
//   g(drive of F) = g(o) (o[t-1] - I) F (1 - F);   g(drive of I) = g(o) (1 - F) where I > 0;   o[t-1]: outputGrad and g(o) F
// One invocation loops over all steps of 4 units (a vec4) of a row.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  steps: u32,
  rows: u32,
  columns: u32, // units, padded
  driveColumns: u32,
}

@group(0) @binding(0) var<storage, read> starts: array<f32>;            // [steps, rows]
@group(0) @binding(1) var<storage, read> forgetGate: array<vec4f>;      // [steps, rows, columns]
@group(0) @binding(2) var<storage, read> inputGate: array<vec4f>;       // [steps, rows, columns]
@group(0) @binding(3) var<storage, read> before: array<vec4f>;          // [steps, rows, columns]
@group(0) @binding(4) var<storage, read> outputGrad: array<vec4f>;      // [steps, rows, columns]
@group(0) @binding(5) var<storage, read_write> driveGrad: array<vec4f>; // [steps, rows, driveColumns]
@group(0) @binding(6) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.columns / 4u;
  if (i >= params.rows * width) { return; }
  let row = i / width;
  var toState = vec4f();
  for (var back = 1u; back <= params.steps; back++) {
    let t = params.steps - back;
    let now = t * params.rows + row;
    let at = t * params.rows * width + i;
    let drives = now * (params.driveColumns / 4u) + i % width;
    let keep = forgetGate[at];
    let admitted = inputGate[at];
    let g = outputGrad[at] + toState;
    driveGrad[drives] = g * (before[at] - admitted) * keep * (1.0 - keep);
    driveGrad[drives + width] = select(vec4f(), g * (1.0 - keep), admitted > vec4f());
    toState = select(g * keep, vec4f(), starts[now] != 0.0);
  }
}
