// The statistics of a normalization in one workgroup, which owns 16 channels: channel-sums and td-batch-norm-statistics, with their
// partials and their orders of addition, and so their bits.
// An invocation adds the rows of a partial for 4 channels; then each of the first 16 owns a channel, and adds its partials in ascending
// order, as many at a time as the workgroup computes. The including shader has the bindings product and pivot, as vec4f, affine and those
// of lib/td-batch-norm, and the parameters rowsPerSplit and betaAt.
//#include lib/partial-sums
//#include lib/td-batch-norm

const COLUMNS = 4u; // vec4s of channels

// The sums of a partial, for 4 channels.
fn addRows(firstRow: u32, rows: u32, width: u32, column: u32, at: u32) {
  let middle = pivot[column];
  var first = vec4f();
  var second = vec4f();
  for (var row = firstRow; row < min(firstRow + params.rowsPerSplit, rows); row++) {
    let d = product[row * width + column] - middle;
    first += d;
    second = fma(d, d, second);
  }
  firsts[at] = first;
  seconds[at] = second;
}

// Called by all invocations together. width: vec4s of a row.
fn statistics(rows: u32, width: u32, group: u32, thread: u32) {
  let column = group * COLUMNS + thread % COLUMNS;
  let c = group * COLUMNS * 4u + thread;
  let ownsChannel = thread < COLUMNS * 4u && c < width * 4u;
  let together = INVOCATIONS / COLUMNS;
  var sums = vec2f();
  for (var firstRow = 0u; firstRow < rows; firstRow += together * params.rowsPerSplit) {
    let own = firstRow + thread / COLUMNS * params.rowsPerSplit;
    if (column < width && own < rows) { addRows(own, rows, width, column, thread); }
    workgroupBarrier();
    if (ownsChannel) {
      let partials = min(together, (rows - firstRow + params.rowsPerSplit - 1u) / params.rowsPerSplit);
      sums = withPartials(sums, partials, COLUMNS, thread);
    }
    workgroupBarrier();
  }
  if (ownsChannel) { keep(c, width * 4u, affine[c], normalized(rows, affine[c], affine[params.betaAt + c], pivot[c / 4u][c % 4u], sums)); }
}
