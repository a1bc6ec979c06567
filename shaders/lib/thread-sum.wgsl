// The sum of the values of the first 64 threads of a workgroup, as a tree: always in the same order. A kernel calls it once.

const THREADS = 64u; // that have a value

var<workgroup> threadSums: array<f32, 64>;

// Called by all threads together; the first has the sum.
fn sumOfThreads(own: f32, thread: u32) -> f32 {
  if (thread < THREADS) { threadSums[thread] = own; }
  workgroupBarrier();
  for (var reach = THREADS / 2u; reach > 0u; reach /= 2u) {
    if (thread < reach) { threadSums[thread] += threadSums[thread + reach]; }
    workgroupBarrier();
  }
  return threadSums[0];
}
