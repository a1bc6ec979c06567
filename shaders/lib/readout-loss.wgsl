// What the losses of a readout share. A workgroup owns one sample, and its invocations divide the columns.
//   readout[c] = sum over t of weights[t] * logits[t, c], in ascending t;  logitsGrad[t, c] = weights[t] * readoutGrad[c]
// The sample's first row of logitsGrad holds the readout, until the gradient takes its place.
// The including shader declares logits, weights and logitsGrad, and the parameters steps, batch and columns.

const THREADS = 32u;

// Called by all threads together, before any reads the readout.
fn readOut(row: u32, thread: u32) {
  for (var c = thread; c < params.columns; c += THREADS) {
    var sum = 0.0;
    for (var t = 0u; t < params.steps; t++) { sum = fma(weights[t], logits[t * params.batch * params.columns + row + c], sum); }
    logitsGrad[row + c] = sum;
  }
  storageBarrier();
  workgroupBarrier();
}

fn writeGrad(at: u32, readoutGrad: f32) {
  for (var t = 0u; t < params.steps; t++) { logitsGrad[t * params.batch * params.columns + at] = weights[t] * readoutGrad; }
}
