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

  var sums = array(
    sum0, sum1, sum2, sum3, sum4, sum5, sum6, sum7, sum8, sum9, sum10, sum11, sum12, sum13, sum14, sum15, sum16, sum17,
    sum18, sum19, sum20, sum21, sum22, sum23, sum24, sum25, sum26, sum27, sum28, sum29, sum30, sum31,
  );
  let first = group.x * 32u;
  for (var input = first; input < min(first + 32u, params.inputs); input++) {
    let at = (group.z * params.inputs + input) * width + column;
    if (ADD) { partial[at] += sums[input % 32u]; } else { partial[at] = sums[input % 32u]; }
  }
}
