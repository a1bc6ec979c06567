// The sum of what the 64 threads of a workgroup bring, as a tree: always in the same order. A kernel calls it once.

const LANES = 64u; // threads of a workgroup

var<workgroup> laneSums: array<f32, 64>;

// Called by all threads together; the first has the sum.
fn sumOfLanes(own: f32, thread: u32) -> f32 {
  laneSums[thread] = own;
  workgroupBarrier();
  for (var reach = LANES / 2u; reach > 0u; reach /= 2u) {
    if (thread < reach) { laneSums[thread] += laneSums[thread + reach]; }
    workgroupBarrier();
  }
  return laneSums[0];
}
