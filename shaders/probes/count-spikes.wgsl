// A probe: the input of a product, by sample and step.
//   counted[t, n, 0] = how many values are not 0
//   counted[t, n, 1] = the sum over these of reach[place]: how many positions of the output the value's position takes part in
// A position is `stored` values long. One workgroup per sample and step; integers, so that their order cannot matter.

struct Params {
  steps: u32,
  samples: u32,
  words: u32,   // of a sample
  places: u32,
  stored: u32,
}

@group(0) @binding(0) var<storage, read> value: array<f32>;          // [steps, samples, words]
@group(0) @binding(1) var<storage, read> reach: array<u32>;          // [places]
@group(0) @binding(2) var<storage, read_write> counted: array<u32>;  // [steps, samples, 2]
@group(0) @binding(3) var<uniform> params: Params;

var<workgroup> sums: array<vec2u, 64>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = group.y * params.samples + group.x;
  var sum = vec2u();
  for (var i = thread; i < params.words; i += 64u) {
    if (value[row * params.words + i] != 0.0) { sum += vec2u(1u, reach[min(i / params.stored, params.places - 1u)]); }
  }
  sums[thread] = sum;
  workgroupBarrier();
  for (var half = 32u; half > 0u; half /= 2u) {
    if (thread < half) { sums[thread] += sums[thread + half]; }
    workgroupBarrier();
  }
  if (thread > 0u) { return; }
  counted[row * 2u] = sums[0].x;
  counted[row * 2u + 1u] = sums[0].y;
}
