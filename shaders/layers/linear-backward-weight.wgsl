// The gradient of a linear layer's weights, and where BIAS of its bias, in partials (lib/linear-backward-weight).
// An invocation owns 8 inputs by 4 outputs.
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
@group(0) @binding(2) var<storage, read_write> partial: array<vec4f>;     // [splits, inputs, outputs / 4]
@group(0) @binding(3) var<storage, read_write> biasPartial: array<vec4f>; // [biasSplits, outputs / 4], BIAS only
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(GROUP_COLUMNS, GROUP_ROWS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  writeWeightGrad(group.z, (group.x * GROUP_ROWS + local.y) * 2u, group.y * GROUP_COLUMNS + local.x);
}
