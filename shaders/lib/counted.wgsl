// Which transitions of a minibatch count: neither resets, nor the last time step, which has none. The including shader has params.timeSteps,
// params.rows, params.words and params.end, and what lib/transition and lib/thread-sum need. Rows may belong together in groups, of which
// the records of the first row say what counts.

fn counts(i: u32, groups: u32) -> bool {
  let t = i / groups;
  if (t + 1u == params.timeSteps) { return false; }
  return (bitsAt(t + 1u, i % groups * (params.rows / groups), params.end) & RESET) == 0u;
}

// 1 / n, where n transitions count: called by all threads of the workgroup together.
fn weightOfOne(groups: u32, thread: u32) -> f32 {
  var own = 0.0;
  for (var i = thread; i < params.timeSteps * groups; i += THREADS) { own += select(0.0, 1.0, counts(i, groups)); }
  return 1.0 / max(1.0, sumOfThreads(own, thread));
}
