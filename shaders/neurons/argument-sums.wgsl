// The first stage of mean and std of the argument of a layer's spikes, z = u - threshold: for each step and workgroup
//   sums[t, group] = sum of d, sum of d^2, pivot;  d = z - pivot
// over this workgroup's part of batch and neurons. The pivot, z of the first neuron of the first sample, keeps the digits of a std that is
// small next to the mean. groups.y is the step; columns past `features` are padding. Sums are over 64 threads
// in a fixed order.

struct Params {
  steps: u32,
  batch: u32,
  neurons: u32,  // a multiple of 4
  groups: u32,
  features: u32, // neurons that are not padding
  threshold: f32,
}

@group(0) @binding(0) var<storage, read> membrane: array<vec4f>; // [steps, batch, neurons]
@group(0) @binding(1) var<storage, read_write> sums: array<f32>; // [steps, groups, 3]
@group(0) @binding(2) var<uniform> params: Params;

var<workgroup> own: array<vec2f, 64>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let stride = params.batch * params.neurons / 4u;
  let pivot = membrane[group.y * stride].x;
  var sum = vec2f();
  for (var i = group.x * 64u + thread; i < stride; i += params.groups * 64u) {
    let real = vec4u((i * 4u) % params.neurons) + vec4u(0u, 1u, 2u, 3u) < vec4u(params.features);
    let d = select(vec4f(), membrane[group.y * stride + i] - pivot, real);
    sum += vec2f((d.x + d.y) + (d.z + d.w), (d.x * d.x + d.y * d.y) + (d.z * d.z + d.w * d.w));
  }
  own[thread] = sum;
  workgroupBarrier();
  let to = (group.y * params.groups + group.x) * 3u;
  if (thread < 2u) {
    var total = 0.0;
    for (var other = 0u; other < 64u; other++) { total += own[other][thread]; }
    sums[to + thread] = total;
  }
  if (thread == 2u) { sums[to + 2u] = pivot - params.threshold; }
}
