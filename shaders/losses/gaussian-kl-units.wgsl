// The divergence of every unit at every step, in nats:  divergence[t, row, j] = KL(posterior || prior)[t, row, j]  (lib/gaussian)
// A row of statistics holds means, then log variances. STANDARD: the prior is normal with mean 0 and variance 1.
// One invocation owns one value; padding is 0.
//#include lib/gaussian
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override STANDARD: bool = false;

struct Params {
  steps: u32,
  rows: u32,
  columns: u32, // 2 size, padded
  priorSteps: u32,
  priorRows: u32,
  priorColumns: u32,
  units: u32,   // size, padded
  size: u32,
}

@group(0) @binding(0) var<storage, read> posterior: array<f32>;        // [steps, rows, columns]
@group(0) @binding(1) var<storage, read> prior: array<f32>;            // [steps, rows, columns], not where STANDARD
@group(0) @binding(2) var<storage, read_write> divergence: array<f32>; // [steps, rows, units]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.steps * params.rows * params.units) { return; }
  let unit = i % params.units;
  if (unit >= params.size) {
    divergence[i] = 0.0;
    return;
  }
  let at = i / params.units * params.columns + unit;
  let behind = at + params.size;
  var p = Normal();
  if (!STANDARD) { p = Normal(prior[at], prior[behind]); }
  divergence[i] = divergenceOf(Normal(posterior[at], posterior[behind]), p);
}
