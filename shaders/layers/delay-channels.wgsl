// Channels that arrive later, those of all positions alike; in ascending lag:
//   forward     result[row, i] = sum over lags of source[row - lag * batch, i] * kernel[lag, channel of i]
//   TRANSPOSED  result[row, i] = sum over lags of source[row + lag * batch, i] * kernel[lag, channel of i], its backward pass
// Rows are steps * batch; before the first step there is nothing. An input of one step is the same at every step, and has the gradients of
// all. An invocation owns one value of the result.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override TRANSPOSED: u32 = 0u;

struct Params {
  sourceRows: u32, // rows, or batch
  width: u32,      // the values of a row, channels next to each other
  lags: u32,
  stored: u32,     // channels with padding
  resultRows: u32, // rows, or batch
  batch: u32,
  channels: u32,
}

@group(0) @binding(0) var<storage, read> source: array<f32>;       // [sourceRows, width]
@group(0) @binding(1) var<storage, read> kernel: array<f32>;       // [lags, stored]
@group(0) @binding(2) var<storage, read_write> result: array<f32>; // [resultRows, width]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let row = i / params.width;
  if (row >= params.resultRows) { return; }
  let at = i % params.width;
  let channel = at % params.channels;
  var sum = 0.0;
  for (var lag = 0u; lag < params.lags; lag++) {
    let shift = lag * params.batch;
    if (TRANSPOSED == 0u && shift > row) { break; }
    let k = kernel[lag * params.stored + channel];
    let first = select((row - shift) % params.sourceRows, row + shift, TRANSPOSED == 1u);
    for (var other = first; other < params.sourceRows; other += params.resultRows) {
      sum = fma(source[other * params.width + at], k, sum);
    }
  }
  result[i] = sum;
}
