// output[row] = bias + sum over inputs of input[row, k] * weight[k], dense, terms in ascending k.
//
// For devices with subgroups: an invocation owns 8 rows by 4 outputs, and all of a workgroup own the same rows. The lanes of a subgroup load
// neighboring inputs, one each, and hand them around: no input is loaded twice, and nothing passes through workgroup memory. Same bits as
// linear-forward. A workgroup holds whole subgroups, since none has more than 128 lanes; lanes past the last output load for the others.
enable subgroups;
// Loops end at the same iteration in all lanes of a subgroup, since they count by its size, which the uniformity analysis does not know.
diagnostic(off, subgroup_uniformity);

override WORKGROUP: u32 = 128u;

struct Params {
  rows: u32,
  inputs: u32,
  outputs: u32, // a multiple of 4
}

@group(0) @binding(0) var<storage, read> input: array<f32>;          // [rows, inputs]
@group(0) @binding(1) var<storage, read> weight: array<vec4f>;       // [inputs, outputs / 4]
@group(0) @binding(2) var<storage, read> bias: array<vec4f>;         // [outputs / 4]
@group(0) @binding(3) var<storage, read_write> output: array<vec4f>; // [rows, outputs / 4]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(subgroup_invocation_id) lane: u32,
  @builtin(subgroup_size) lanes: u32,
) {
  let width = params.outputs / 4u;
  let column = group.y * WORKGROUP + local.x;
  let row = group.x * 8u;
  // Past the end, the last one again: it is read, and not written.
  let last = params.rows - 1u;
  let own = min(column, width - 1u);
  let start = bias[own];
  var sum0 = start;
  var sum1 = start;
  var sum2 = start;
  var sum3 = start;
  var sum4 = start;
  var sum5 = start;
  var sum6 = start;
  var sum7 = start;
  for (var first = 0u; first < params.inputs; first += lanes) {
    let k = min(first + lane, params.inputs - 1u);
    let x0 = input[row * params.inputs + k];
    let x1 = input[min(row + 1u, last) * params.inputs + k];
    let x2 = input[min(row + 2u, last) * params.inputs + k];
    let x3 = input[min(row + 3u, last) * params.inputs + k];
    let x4 = input[min(row + 4u, last) * params.inputs + k];
    let x5 = input[min(row + 5u, last) * params.inputs + k];
    let x6 = input[min(row + 6u, last) * params.inputs + k];
    let x7 = input[min(row + 7u, last) * params.inputs + k];
    for (var other = 0u; other < min(lanes, params.inputs - first); other++) {
      let w = weight[(first + other) * width + own];
      sum0 = fma(vec4f(subgroupShuffle(x0, other)), w, sum0);
      sum1 = fma(vec4f(subgroupShuffle(x1, other)), w, sum1);
      sum2 = fma(vec4f(subgroupShuffle(x2, other)), w, sum2);
      sum3 = fma(vec4f(subgroupShuffle(x3, other)), w, sum3);
      sum4 = fma(vec4f(subgroupShuffle(x4, other)), w, sum4);
      sum5 = fma(vec4f(subgroupShuffle(x5, other)), w, sum5);
      sum6 = fma(vec4f(subgroupShuffle(x6, other)), w, sum6);
      sum7 = fma(vec4f(subgroupShuffle(x7, other)), w, sum7);
    }
  }
  if (column >= width) { return; }
  let to = row * width + column;
  output[to] = sum0;
  if (row + 1u <= last) { output[to + width] = sum1; }
  if (row + 2u <= last) { output[to + 2u * width] = sum2; }
  if (row + 3u <= last) { output[to + 3u * width] = sum3; }
  if (row + 4u <= last) { output[to + 4u * width] = sum4; }
  if (row + 5u <= last) { output[to + 5u * width] = sum5; }
  if (row + 6u <= last) { output[to + 6u * width] = sum6; }
  if (row + 7u <= last) { output[to + 7u * width] = sum7; }
}
