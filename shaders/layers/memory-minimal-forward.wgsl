// A minGRU over all steps of a sequence: the gates and the current of GRSN, whose output is the current itself. The drive is the product with
// the input, computed for all steps before.
//   F = sigmoid(drive of F);   I = max(0, drive of I);   o[t] = F o[t-1] + (1 - F) I
// Where `starts` is not 0 the state o is zeroed before the step. A row begins with its state in `carried`, and stores its final state there.
// One invocation loops over all steps of 4 units (a vec4) of a row.
//#include lib/exponential
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  steps: u32,
  rows: u32,
  driveColumns: u32,
  columns: u32, // units, padded
}

@group(0) @binding(0) var<storage, read> drive: array<vec4f>;            // [steps, rows, driveColumns]: F, I
@group(0) @binding(1) var<storage, read> starts: array<f32>;             // [steps, rows]
@group(0) @binding(2) var<storage, read_write> carried: array<vec4f>;    // [rows, columns]
@group(0) @binding(3) var<storage, read_write> forgetGate: array<vec4f>; // [steps, rows, columns]
@group(0) @binding(4) var<storage, read_write> inputGate: array<vec4f>;  // [steps, rows, columns]
@group(0) @binding(5) var<storage, read_write> before: array<vec4f>;     // [steps, rows, columns]: o[t-1], 0 where a sequence starts
@group(0) @binding(6) var<storage, read_write> output: array<vec4f>;     // [steps, rows, columns]
@group(0) @binding(7) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.columns / 4u;
  if (i >= params.rows * width) { return; }
  let row = i / width;
  var state = carried[i];
  for (var t = 0u; t < params.steps; t++) {
    let now = t * params.rows + row;
    let at = t * params.rows * width + i;
    let drives = now * (params.driveColumns / 4u) + i % width;
    state = select(state, vec4f(), starts[now] != 0.0);
    let keep = logistic(drive[drives]);
    let admitted = max(vec4f(), drive[drives + width]);
    before[at] = state;
    state = fma(keep, state - admitted, admitted);
    forgetGate[at] = keep;
    inputGate[at] = admitted;
    output[at] = state;
  }
  carried[i] = state;
}
