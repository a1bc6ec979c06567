// partial[split, k] = sum of outputGrad[row] over the rows of this split in which input k spiked, in ascending row: dense over bits.
//
// A word holds a row's spikes at 32 inputs, so one load of a word and one of four gradients serve 32 inputs, whatever the
// number of spikes. The rows are divided as in linear-backward-weight, and the bits of the result are the same.
// An invocation owns 32 inputs by 4 outputs, in registers.
// BIAS, with a multiple of 64 rows in a split: also the bias partials, by the invocations that own the first inputs.
//#include lib/bias-partial

override GROUP_COLUMNS: u32 = 16u;
override ADD: bool = false; // one partial: added to the gradient itself, with no second stage

struct Params {
  wordCount: u32, // words of `bits`
  rows: u32,
  outputs: u32,   // a multiple of 4
  splits: u32,
  inputs: u32,
  biasSplits: u32,
  biasOutputs: u32,
  rowsPerSplit: u32,
}

@group(0) @binding(0) var<storage, read> bits: array<u32>;                // [rows, inputs / 32]
@group(0) @binding(1) var<storage, read> outputGrad: array<vec4f>;        // [rows, outputs]
@group(0) @binding(2) var<storage, read_write> partial: array<vec4f>;     // [splits, inputs, outputs]
@group(0) @binding(3) var<storage, read_write> biasPartial: array<vec4f>; // [rows / 64, outputs], BIAS only
@group(0) @binding(4) var<uniform> params: Params;

fn gradientAt(at: u32) -> vec4f { return outputGrad[at]; }

// The four values where the lowest bit of m is set, else 0.
fn gate(m: u32, values: vec4u) -> vec4f { return bitcast<vec4f>(values & vec4u(0u - (m & 1u))); }

fn store(at: u32, sum: vec4f) {
  if (ADD) { partial[at] += sum; } else { partial[at] = sum; }
}

@compute @workgroup_size(GROUP_COLUMNS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let width = params.outputs / 4u;
  let words = (params.inputs + 31u) / 32u;
  let column = group.y * GROUP_COLUMNS + local.x;
  if (column >= width) { return; }
  var sum0 = vec4f();
  var sum1 = vec4f();
  var sum2 = vec4f();
  var sum3 = vec4f();
  var sum4 = vec4f();
  var sum5 = vec4f();
  var sum6 = vec4f();
  var sum7 = vec4f();
  var sum8 = vec4f();
  var sum9 = vec4f();
  var sum10 = vec4f();
  var sum11 = vec4f();
  var sum12 = vec4f();
  var sum13 = vec4f();
  var sum14 = vec4f();
  var sum15 = vec4f();
  var sum16 = vec4f();
  var sum17 = vec4f();
  var sum18 = vec4f();
  var sum19 = vec4f();
  var sum20 = vec4f();
  var sum21 = vec4f();
  var sum22 = vec4f();
  var sum23 = vec4f();
  var sum24 = vec4f();
  var sum25 = vec4f();
  var sum26 = vec4f();
  var sum27 = vec4f();
  var sum28 = vec4f();
  var sum29 = vec4f();
  var sum30 = vec4f();
  var sum31 = vec4f();
  let firstRow = group.z * params.rowsPerSplit;
  let endRow = min(firstRow + params.rowsPerSplit, params.rows);
  var bitsAt = firstRow * words + group.x;
  var gradAt = firstRow * width + column;
  for (var row = firstRow; row < endRow; row++) {
    let m = bits[bitsAt];
    if (m != 0u) {
      let g = bitcast<vec4u>(outputGrad[gradAt]);
      sum0 += gate(m, g);
      sum1 += gate(m >> 1u, g);
      sum2 += gate(m >> 2u, g);
      sum3 += gate(m >> 3u, g);
      sum4 += gate(m >> 4u, g);
      sum5 += gate(m >> 5u, g);
      sum6 += gate(m >> 6u, g);
      sum7 += gate(m >> 7u, g);
      sum8 += gate(m >> 8u, g);
      sum9 += gate(m >> 9u, g);
      sum10 += gate(m >> 10u, g);
      sum11 += gate(m >> 11u, g);
      sum12 += gate(m >> 12u, g);
      sum13 += gate(m >> 13u, g);
      sum14 += gate(m >> 14u, g);
      sum15 += gate(m >> 15u, g);
      sum16 += gate(m >> 16u, g);
      sum17 += gate(m >> 17u, g);
      sum18 += gate(m >> 18u, g);
      sum19 += gate(m >> 19u, g);
      sum20 += gate(m >> 20u, g);
      sum21 += gate(m >> 21u, g);
      sum22 += gate(m >> 22u, g);
      sum23 += gate(m >> 23u, g);
      sum24 += gate(m >> 24u, g);
      sum25 += gate(m >> 25u, g);
      sum26 += gate(m >> 26u, g);
      sum27 += gate(m >> 27u, g);
      sum28 += gate(m >> 28u, g);
      sum29 += gate(m >> 29u, g);
      sum30 += gate(m >> 30u, g);
      sum31 += gate(m >> 31u, g);
    }
    bitsAt += words;
    gradAt += width;
  }
  if (BIAS && group.x == 0u) { addBias(firstRow, endRow, column); }

  let k = group.x * 32u;
  let to = (group.z * params.inputs + k) * width + column;
  let left = params.inputs - k;
  store(to, sum0);
  if (left > 1u) { store(to + 1u * width, sum1); }
  if (left > 2u) { store(to + 2u * width, sum2); }
  if (left > 3u) { store(to + 3u * width, sum3); }
  if (left > 4u) { store(to + 4u * width, sum4); }
  if (left > 5u) { store(to + 5u * width, sum5); }
  if (left > 6u) { store(to + 6u * width, sum6); }
  if (left > 7u) { store(to + 7u * width, sum7); }
  if (left > 8u) { store(to + 8u * width, sum8); }
  if (left > 9u) { store(to + 9u * width, sum9); }
  if (left > 10u) { store(to + 10u * width, sum10); }
  if (left > 11u) { store(to + 11u * width, sum11); }
  if (left > 12u) { store(to + 12u * width, sum12); }
  if (left > 13u) { store(to + 13u * width, sum13); }
  if (left > 14u) { store(to + 14u * width, sum14); }
  if (left > 15u) { store(to + 15u * width, sum15); }
  if (left > 16u) { store(to + 16u * width, sum16); }
  if (left > 17u) { store(to + 17u * width, sum17); }
  if (left > 18u) { store(to + 18u * width, sum18); }
  if (left > 19u) { store(to + 19u * width, sum19); }
  if (left > 20u) { store(to + 20u * width, sum20); }
  if (left > 21u) { store(to + 21u * width, sum21); }
  if (left > 22u) { store(to + 22u * width, sum22); }
  if (left > 23u) { store(to + 23u * width, sum23); }
  if (left > 24u) { store(to + 24u * width, sum24); }
  if (left > 25u) { store(to + 25u * width, sum25); }
  if (left > 26u) { store(to + 26u * width, sum26); }
  if (left > 27u) { store(to + 27u * width, sum27); }
  if (left > 28u) { store(to + 28u * width, sum28); }
  if (left > 29u) { store(to + 29u * width, sum29); }
  if (left > 30u) { store(to + 30u * width, sum30); }
  if (left > 31u) { store(to + 31u * width, sum31); }
}
