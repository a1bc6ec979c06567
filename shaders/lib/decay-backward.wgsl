// The gradient of a learned decay:  decayGrad += decay (1 - decay) * sum of partial,  decay = sigmoid(logit).
// It reads one row of each partial of [partials, rows, columns], which the neuron's backward pass wrote. Each of 64 threads adds its share in
// ascending index, then a tree. The including shader declares partial, logit and logitGrad.
//#include lib/thread-sum

// Called by all threads together.
fn addDecayGrad(partials: u32, rows: u32, columns: u32, row: u32, thread: u32) {
  var sum = 0.0;
  for (var i = thread; i < partials * columns; i += THREADS) { sum += partial[((i / columns) * rows + row) * columns + i % columns]; }
  let all = sumOfThreads(sum, thread);
  if (thread == 0u) {
    let decay = 1.0 / (1.0 + exp(-logit[0]));
    logitGrad[0] += decay * (1.0 - decay) * all;
  }
}
