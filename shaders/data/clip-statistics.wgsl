// Mean and standard deviation of all bytes of a clip: statistics[b] = (mean, 1 / max(1, deviation)), in bytes;
// deviation = sqrt(sum of (byte - mean)^2 / bytes). So a constant clip becomes zeros, without a division by zero.
// One workgroup per clip; its sums are added in a fixed order, so every run has the same bits.
const THREADS = 256u;

struct Params {
  batch: u32,
  words: u32, // of a clip, 4 bytes each
  bytes: u32, // of a clip, without padding
}

@group(0) @binding(0) var<storage, read> clips: array<u32>;            // [batch, words]
@group(0) @binding(1) var<storage, read_write> statistics: array<f32>; // [batch, 2]
@group(0) @binding(2) var<uniform> params: Params;

var<workgroup> sums: array<f32, 256>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let b = group.x;
  let count = f32(params.bytes);
  var sum = 0.0;
  for (var at = thread; at < params.words; at += THREADS) {
    let word = clips[b * params.words + at];
    for (var k = 0u; k < 4u; k++) {
      if (4u * at + k < params.bytes) { sum += f32((word >> (8u * k)) & 255u); }
    }
  }
  sums[thread] = sum;
  workgroupBarrier();
  for (var reach = THREADS / 2u; reach > 0u; reach /= 2u) {
    if (thread < reach) { sums[thread] += sums[thread + reach]; }
    workgroupBarrier();
  }
  let mean = sums[0] / count;
  workgroupBarrier();
  var squares = 0.0;
  for (var at = thread; at < params.words; at += THREADS) {
    let word = clips[b * params.words + at];
    for (var k = 0u; k < 4u; k++) {
      let deviation = f32((word >> (8u * k)) & 255u) - mean;
      if (4u * at + k < params.bytes) { squares = fma(deviation, deviation, squares); }
    }
  }
  sums[thread] = squares;
  workgroupBarrier();
  for (var reach = THREADS / 2u; reach > 0u; reach /= 2u) {
    if (thread < reach) { sums[thread] += sums[thread + reach]; }
    workgroupBarrier();
  }
  if (thread > 0u) { return; }
  statistics[2u * b] = mean;
  statistics[2u * b + 1u] = 1.0 / max(1.0, sqrt(sums[0] / count));
}
