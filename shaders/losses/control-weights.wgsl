// weights[t] = 1 / n for a transition that counts, n of them in all; 0 for a reset, and for the last time step, which has none.
// A sum of weights times something is its mean over the transitions of a minibatch. Rows may belong together in groups, of which the
// records of the first row say what counts. One workgroup of 64 threads, always.
//#include lib/transition
//#include lib/thread-sum
//#include lib/counted

struct Params {
  timeSteps: u32,
  rows: u32,
  words: u32,
  groups: u32,
  end: u32,
}

@group(0) @binding(0) var<storage, read> records: array<f32>;       // [timeSteps, rows, words]
@group(0) @binding(1) var<storage, read_write> weights: array<f32>; // [timeSteps, groups]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) thread: u32) {
  let weight = weightOfOne(params.groups, thread);
  for (var i = thread; i < params.timeSteps * params.groups; i += THREADS) {
    weights[i] = select(0.0, weight, counts(i, params.groups));
  }
}
