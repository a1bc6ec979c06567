// Both gradients of a linear layer: linear-backward-weight and linear-backward-input in one dispatch, with their bits.
// The first workgroups have the weights, the others the input.
//#include lib/linear-backward-input
//#include lib/linear-backward-weight

override GROUP_COLUMNS: u32 = 64u;
override GROUP_ROWS: u32 = 1u;

struct Params {
  rows: u32,
  inputs: u32,       // a multiple of 4
  outputs: u32,      // a multiple of 4
  splits: u32,
  biasSplits: u32,
  biasOutputs: u32,
  rowsPerSplit: u32,
}

@group(0) @binding(0) var<storage, read> input: array<vec4f>;             // [rows, inputs / 4]
@group(0) @binding(1) var<storage, read> outputGrad: array<vec4f>;        // [rows, outputs / 4]
@group(0) @binding(2) var<storage, read> weight: array<vec4f>;            // [inputs, outputs / 4]
@group(0) @binding(3) var<storage, read_write> partial: array<vec4f>;     // [splits, inputs, outputs / 4]
@group(0) @binding(4) var<storage, read_write> biasPartial: array<vec4f>; // [biasSplits, outputs / 4], BIAS only
@group(0) @binding(5) var<storage, read_write> inputGrad: array<vec4f>;   // [rows, inputs / 4]
@group(0) @binding(6) var<uniform> params: Params;

@compute @workgroup_size(GROUP_COLUMNS, GROUP_ROWS)
fn main(
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let group = id.y * groups.x + id.x;
  let across = (params.inputs + 8u * GROUP_ROWS - 1u) / (8u * GROUP_ROWS);
  let along = (params.outputs / 4u + GROUP_COLUMNS - 1u) / GROUP_COLUMNS;
  let ofWeights = across * along * params.splits;
  if (group < ofWeights) {
    writeWeightGrad(group / (across * along), (group % across * GROUP_ROWS + local.y) * 2u, group / across % along * GROUP_COLUMNS + local.x);
  } else {
    let square = (group - ofWeights) * GROUP_COLUMNS * GROUP_ROWS + thread;
    writeInputGrad(square / (params.inputs / 4u) * 4u, square % (params.inputs / 4u));
  }
}
