// The temporal score of a stream: one network of two layers without bias, shared by the means a and the maxima b of the steps.
//   hidden[0] = first a;  hidden[1] = first b;  scores = sigmoid(second (relu(hidden[0]) + relu(hidden[1])))
// It reads every step before it outputs the score of the first. A workgroup of 64 threads owns a sample: they divide the units, then
// the steps. Sums are in ascending index.

struct Params {
  steps: u32,
  samples: u32,
  units: u32,
}

@group(0) @binding(0) var<storage, read> pooled: array<f32>;       // [2, steps, samples]
@group(0) @binding(1) var<storage, read> first: array<f32>;        // [steps, units]
@group(0) @binding(2) var<storage, read> second: array<f32>;       // [units, steps]
@group(0) @binding(3) var<storage, read_write> hidden: array<f32>; // [2, samples, units]
@group(0) @binding(4) var<storage, read_write> scores: array<f32>; // [steps, samples]
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let b = group.x + group.y * groups.x;
  if (b >= params.samples) { return; }
  let ofLargest = params.samples * params.units;
  for (var unit = thread; unit < params.units; unit += 64u) {
    var h = vec2f();
    for (var t = 0u; t < params.steps; t++) {
      let both = vec2f(pooled[t * params.samples + b], pooled[(params.steps + t) * params.samples + b]);
      h = fma(vec2f(first[t * params.units + unit]), both, h);
    }
    hidden[b * params.units + unit] = h.x;
    hidden[ofLargest + b * params.units + unit] = h.y;
  }
  storageBarrier();
  for (var t = thread; t < params.steps; t += 64u) {
    var z = 0.0;
    for (var unit = 0u; unit < params.units; unit++) {
      let rectified = max(0.0, hidden[b * params.units + unit]) + max(0.0, hidden[ofLargest + b * params.units + unit]);
      z = fma(second[unit * params.steps + t], rectified, z);
    }
    scores[t * params.samples + b] = 1.0 / (1.0 + exp(-z));
  }
}
