// The gradients of the weights of a temporal score, over samples in ascending order:
//   firstGrad[t, unit] += sum of hiddenGrad[0] pooled[0] + hiddenGrad[1] pooled[1]
//   secondGrad[unit, t] += sum of logitGrad (relu(hidden[0]) + relu(hidden[1]))
// An invocation owns a step and a unit.
//#include lib/dispatch

struct Params {
  steps: u32,
  samples: u32,
  units: u32,
}

@group(0) @binding(0) var<storage, read> pooled: array<f32>;           // [2, steps, samples]
@group(0) @binding(1) var<storage, read> hidden: array<f32>;           // [2, samples, units]
@group(0) @binding(2) var<storage, read> logitGrad: array<f32>;        // [steps, samples]
@group(0) @binding(3) var<storage, read> hiddenGrad: array<f32>;       // [2, samples, units]
@group(0) @binding(4) var<storage, read_write> firstGrad: array<f32>;  // [steps, units]
@group(0) @binding(5) var<storage, read_write> secondGrad: array<f32>; // [units, steps]
@group(0) @binding(6) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, 64u);
  let t = i / params.units;
  let unit = i % params.units;
  if (t >= params.steps) { return; }
  var ofFirst = 0.0;
  var ofSecond = 0.0;
  for (var b = 0u; b < params.samples; b++) {
    let mean = b * params.units + unit;
    let largest = params.samples * params.units + mean;
    let step = t * params.samples + b;
    ofFirst = fma(hiddenGrad[mean], pooled[step], ofFirst);
    ofFirst = fma(hiddenGrad[largest], pooled[params.steps * params.samples + step], ofFirst);
    ofSecond = fma(logitGrad[step], max(0.0, hidden[mean]) + max(0.0, hidden[largest]), ofSecond);
  }
  firstGrad[i] += ofFirst;
  secondGrad[unit * params.steps + t] += ofSecond;
}
