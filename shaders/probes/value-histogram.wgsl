// A probe: how many values lie in each of 64 bins of [low, high), below, above, or are NaN. For weights.
// `counts` must be cleared first. Rows are padded: columns past `features` and rows past `rows` are not counted.
//#include lib/finite

const BINS = 64u;
const CELLS = 67u;

struct Params {
  inputs: u32,
  outputs: u32,
  features: u32,
  rows: u32,
  low: f32,
  high: f32,
}

@group(0) @binding(0) var<storage, read> values: array<u32>;               // [inputs, outputs], the bits of f32
@group(0) @binding(1) var<storage, read_write> counts: array<atomic<u32>>; // [67]
@group(0) @binding(2) var<uniform> params: Params;

var<workgroup> own: array<atomic<u32>, 67>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let perUnit = f32(BINS) / (params.high - params.low);
  // From the center, so that 0 begins a bin of a range around it, whatever its width is rounded to.
  let middle = 0.5 * (params.low + params.high);
  for (var i = group.x * 64u + thread; i < params.rows * params.outputs; i += groups.x * 64u) {
    if (i % params.outputs >= params.features) { continue; }
    let bits = values[i];
    if (isNaN(bits)) {
      atomicAdd(&own[66], 1u);
      continue;
    }
    let x = fma(bitcast<f32>(bits) - middle, perUnit, 0.5 * f32(BINS));
    if (x < 0.0) {
      atomicAdd(&own[64], 1u);
    } else if (x >= f32(BINS)) {
      atomicAdd(&own[65], 1u);
    } else {
      atomicAdd(&own[u32(x)], 1u);
    }
  }
  workgroupBarrier();
  for (var cell = thread; cell < CELLS; cell += 64u) {
    let count = atomicLoad(&own[cell]);
    if (count != 0u) { atomicAdd(&counts[cell], count); }
  }
}
