// An exponential average of values, all of a network at once, with a memory that grows with the steps (YOLOX, yolox/utils/ema.py):
//   d = decay (1 - exp(-clock / 2000));  average = d average + (1 - d) value
// Run after optimizer and running statistics, so that clock counts the step; nothing changes while `halted` is set.
// 1 - d is computed as complement + decay exp(-clock / 2000), with complement = 1 - decay from float64: the difference of two numbers near 1
// is inaccurate.
// One invocation owns a vec4.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

const GROWTH = 2000.0;

struct Params {
  count: u32,
  decay: f32,
  complement: f32,
}

@group(0) @binding(0) var<storage, read> halted: array<u32>;            // [4]
@group(0) @binding(1) var<storage, read> clock: array<u32>;             // [1]
@group(0) @binding(2) var<storage, read> value: array<vec4f>;           // [count]
@group(0) @binding(3) var<storage, read_write> average: array<vec4f>;   // [count]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.count / 4u || halted[0] != 0u) { return; }
  let weight = fma(params.decay, exp(-f32(clock[0]) / GROWTH), params.complement);
  average[i] = fma(vec4f(weight), value[i] - average[i], average[i]);
}
