// The second stage, for all layers of a network: mean and std of the argument of their spikes, by step, from the sums of argument-sums.
//   observed[mean + t] = pivot + S1 / n;  observed[std + t] = sqrt(S2 / n - (S1 / n)^2), at least 0.000001
// `offsets` gives where they go, the number of workgroups that summed, and n, the number of potentials of a step. An invocation owns a
// step of a layer.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

const LEAST_STD = 1e-6;

struct Params {
  layers: u32,
  words: u32, // of a layer's sums
  count: u32,
  steps: u32,
}

@group(0) @binding(0) var<storage, read> sums: array<f32>;           // [layers, words]
@group(0) @binding(1) var<storage, read> offsets: array<u32>;        // [layers, 8]: mean, std, gamma, channels, logit, groups, potentials
@group(0) @binding(2) var<storage, read_write> observed: array<f32>; // [count]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.layers * params.steps) { return; }
  let layer = i / params.steps;
  let t = i % params.steps;
  let own = layer * 8u;
  let parts = offsets[own + 5u];
  let first = layer * params.words + t * parts * 3u;
  var total = vec2f();
  for (var part = 0u; part < parts; part++) {
    let at = first + part * 3u;
    total += vec2f(sums[at], sums[at + 1u]);
  }
  let means = total / f32(offsets[own + 6u]);
  observed[offsets[own] + t] = sums[first + 2u] + means.x;
  observed[offsets[own + 1u] + t] = max(sqrt(max(means.y - means.x * means.x, 0.0)), LEAST_STD);
}
