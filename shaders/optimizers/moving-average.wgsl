// Running statistics, all of a network at once:  average += momentum * (observed - average), unless halted.
// Every 64 values share one momentum. Run after step-control, so that a step that is not finite has no effect. Potentials may grow
// past the range of a float while loss and gradients, which depend on spikes, stay finite: an observation that is not finite changes nothing.
//#include lib/dispatch
//#include lib/finite

override WORKGROUP: u32 = 64u;

struct Params {
  blocks: u32,
  count: u32,
}

@group(0) @binding(0) var<storage, read> halted: array<u32>;          // [4]
@group(0) @binding(1) var<storage, read> momentum: array<f32>;        // [blocks]
@group(0) @binding(2) var<storage, read> observed: array<u32>;        // [count], the bits of f32
@group(0) @binding(3) var<storage, read_write> average: array<f32>;   // [count]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.count || halted[0] != 0u) { return; }
  let next = fma(momentum[i / 64u], bitcast<f32>(observed[i]) - average[i], average[i]);
  if (isNotFinite(observed[i]) || isNotFinite(bitcast<u32>(next))) { return; }
  average[i] = next;
}
