// Backward of delay-channels to its kernel, a sum for each part of the rows, in ascending row and position:
//   partial[split, lag, channel] = sum over rows and positions of input[row - lag * batch, i] * outputGrad[row, i],  i = position * channels + channel
// Column-sum adds the parts. An invocation owns one channel at one lag.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  inputRows: u32, // batch, or rows
  width: u32,     // the values of a row with padding
  rows: u32,
  splits: u32,
  lags: u32,
  stored: u32,    // channels with padding
  rowsPerSplit: u32,
  batch: u32,
  channels: u32,
  values: u32,    // of a row without padding
}

@group(0) @binding(0) var<storage, read> input: array<f32>;         // [inputRows, width]
@group(0) @binding(1) var<storage, read> outputGrad: array<f32>;    // [rows, width]
@group(0) @binding(2) var<storage, read_write> partial: array<f32>; // [splits, lags, stored]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let channel = i % params.stored;
  let lag = i / params.stored % params.lags;
  let split = i / params.stored / params.lags;
  if (split >= params.splits) { return; }
  let shift = lag * params.batch;
  let begins = split * params.rowsPerSplit;
  let ends = min(begins + params.rowsPerSplit, params.rows);
  var sum = 0.0;
  if (channel < params.channels) {
    for (var row = max(begins, shift); row < ends; row++) {
      let before = (row - shift) % params.inputRows * params.width;
      let here = row * params.width;
      for (var at = channel; at < params.values; at += params.channels) { sum = fma(input[before + at], outputGrad[here + at], sum); }
    }
  }
  partial[i] = sum;
}
