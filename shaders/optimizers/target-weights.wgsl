// The weights of a target network, all at once, at every `every`-th step: targetValue += rate (value - targetValue); with rate 1 an exact copy.
// Run after the optimizer, so that clock counts the step; nothing changes while `halted` is set. One invocation owns a vec4.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  count: u32,
  rate: f32,
  every: u32,
}

@group(0) @binding(0) var<storage, read> halted: array<u32>;              // [4]
@group(0) @binding(1) var<storage, read> clock: array<u32>;               // [1]
@group(0) @binding(2) var<storage, read> value: array<vec4f>;             // [count]
@group(0) @binding(3) var<storage, read_write> targetValue: array<vec4f>; // [count]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.count / 4u || halted[0] != 0u || clock[0] % params.every != 0u) { return; }
  targetValue[i] = select(fma(vec4f(params.rate), value[i] - targetValue[i], targetValue[i]), value[i], params.rate == 1.0);
}
