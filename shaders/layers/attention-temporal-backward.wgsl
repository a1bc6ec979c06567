// From the gradient of a temporal score back to its inputs:
//   hiddenGrad[what] = second^T logitGrad where hidden[what] > 0;  pooledGrad[what] = first^T hiddenGrad[what]
// The gradient of a mean is divided by the number of its terms. A workgroup of 64 threads owns a sample: they divide the units, then the steps.

struct Params {
  steps: u32,
  samples: u32,
  units: u32,
  terms: u32, // of a mean: channels * places
}

@group(0) @binding(0) var<storage, read> logitGrad: array<f32>;        // [steps, samples]
@group(0) @binding(1) var<storage, read> hidden: array<f32>;           // [2, samples, units]
@group(0) @binding(2) var<storage, read> first: array<f32>;            // [steps, units]
@group(0) @binding(3) var<storage, read> second: array<f32>;           // [units, steps]
@group(0) @binding(4) var<storage, read_write> hiddenGrad: array<f32>; // [2, samples, units]
@group(0) @binding(5) var<storage, read_write> pooledGrad: array<f32>; // [2, steps, samples]
@group(0) @binding(6) var<uniform> params: Params;

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
    var g = 0.0;
    for (var t = 0u; t < params.steps; t++) { g = fma(second[unit * params.steps + t], logitGrad[t * params.samples + b], g); }
    let at = b * params.units + unit;
    hiddenGrad[at] = select(0.0, g, hidden[at] > 0.0);
    hiddenGrad[ofLargest + at] = select(0.0, g, hidden[ofLargest + at] > 0.0);
  }
  storageBarrier();
  for (var t = thread; t < params.steps; t += 64u) {
    var g = vec2f();
    for (var unit = 0u; unit < params.units; unit++) {
      let at = b * params.units + unit;
      g = fma(vec2f(first[t * params.units + unit]), vec2f(hiddenGrad[at], hiddenGrad[ofLargest + at]), g);
    }
    pooledGrad[t * params.samples + b] = g.x / f32(params.terms);
    pooledGrad[(params.steps + t) * params.samples + b] = g.y;
  }
}
