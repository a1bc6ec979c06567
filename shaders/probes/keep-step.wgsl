// A probe of one step, inside a scan: adds what was counted at this step to its row, and clears it for the next step.
// One invocation owns one word of each.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  cells: u32,
  groups: u32,
  words: u32,
  steps: u32,
  paddedSteps: u32, // steps, padded to a multiple of 4
}

@group(0) @binding(0) var<storage, read_write> stepCounts: array<u32>;  // [1, cells]
@group(0) @binding(1) var<storage, read_write> stepMoments: array<f32>; // [1, groups, 2]
@group(0) @binding(2) var<storage, read_write> stepSquares: array<f32>; // [words]: the first counts
@group(0) @binding(3) var<storage, read_write> counts: array<u32>;      // [steps, cells]
@group(0) @binding(4) var<storage, read_write> moments: array<f32>;     // [steps, groups, 2]
@group(0) @binding(5) var<storage, read_write> squares: array<f32>;     // [paddedSteps]
@group(0) @binding(6) var<uniform> params: Params;
@group(1) @binding(0) var<uniform> step: u32;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let sums = 2u * params.groups;
  if (i < params.cells) {
    counts[step * params.cells + i] += stepCounts[i];
    stepCounts[i] = 0u;
  }
  if (i < sums) {
    moments[step * sums + i] += stepMoments[i];
    stepMoments[i] = 0.0;
  }
  if (i == 0u) {
    squares[step] += stepSquares[0];
    stepSquares[0] = 0.0;
  }
}
