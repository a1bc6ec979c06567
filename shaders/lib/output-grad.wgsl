// The gradient of the output at a stream's channels, which begin at `params.first`. The including shader declares `outputGrad`
// [rows, outputs] and its sizes.
//#include lib/lanes

fn gradAt(row: u32, column: u32) -> vec4f {
  let width = params.outputs / 4u;
  let start = params.first / 4u + column;
  let by = params.first % 4u;
  var high = vec4f();
  if (by > 0u && start + 1u < width) { high = outputGrad[row * width + start + 1u]; }
  return shifted(outputGrad[row * width + start], high, by);
}
