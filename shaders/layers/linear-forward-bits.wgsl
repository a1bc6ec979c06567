// output[row] = bias + sum of weight[k] over the inputs k that spiked in this row, in ascending k: dense over bits.
//
// A word holds an input's spikes in 32 rows, so one load of a word and one of four weights serve 32 rows, whatever the
// number of spikes; an input that is silent in all of them is skipped. A term of 0 adds nothing, so the bits of the
// result are those of linear-forward. An invocation owns 32 rows by 4 outputs, in registers.

override GROUP_COLUMNS: u32 = 16u;

struct Params {
  wordCount: u32, // words of `bits`
  inputs: u32,
  outputs: u32,   // a multiple of 4
  rows: u32,
}

@group(0) @binding(0) var<storage, read> bits: array<u32>;             // [rows / 32, inputs]
@group(0) @binding(1) var<storage, read> weight: array<vec4f>;         // [inputs, outputs]
@group(0) @binding(2) var<storage, read> bias: array<vec4f>;           // [outputs]
@group(0) @binding(3) var<storage, read_write> output: array<vec4f>;   // [rows, outputs]
@group(0) @binding(4) var<uniform> params: Params;

// The four values where the lowest bit of m is set, else 0.
fn gate(m: u32, values: vec4u) -> vec4f { return bitcast<vec4f>(values & vec4u(0u - (m & 1u))); }

@compute @workgroup_size(GROUP_COLUMNS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let width = params.outputs / 4u;
  let column = group.y * GROUP_COLUMNS + local.x;
  if (column >= width) { return; }
  let start = bias[column];
  var sum0 = start;
  var sum1 = start;
  var sum2 = start;
  var sum3 = start;
  var sum4 = start;
  var sum5 = start;
  var sum6 = start;
  var sum7 = start;
  var sum8 = start;
  var sum9 = start;
  var sum10 = start;
  var sum11 = start;
  var sum12 = start;
  var sum13 = start;
  var sum14 = start;
  var sum15 = start;
  var sum16 = start;
  var sum17 = start;
  var sum18 = start;
  var sum19 = start;
  var sum20 = start;
  var sum21 = start;
  var sum22 = start;
  var sum23 = start;
  var sum24 = start;
  var sum25 = start;
  var sum26 = start;
  var sum27 = start;
  var sum28 = start;
  var sum29 = start;
  var sum30 = start;
  var sum31 = start;
  var bitsAt = group.x * params.inputs;
  let end = bitsAt + params.inputs;
  var weightAt = column;
  for (; bitsAt < end; bitsAt++) {
    let m = bits[bitsAt];
    if (m != 0u) {
      let w = bitcast<vec4u>(weight[weightAt]);
      sum0 += gate(m, w);
      sum1 += gate(m >> 1u, w);
      sum2 += gate(m >> 2u, w);
      sum3 += gate(m >> 3u, w);
      sum4 += gate(m >> 4u, w);
      sum5 += gate(m >> 5u, w);
      sum6 += gate(m >> 6u, w);
      sum7 += gate(m >> 7u, w);
      sum8 += gate(m >> 8u, w);
      sum9 += gate(m >> 9u, w);
      sum10 += gate(m >> 10u, w);
      sum11 += gate(m >> 11u, w);
      sum12 += gate(m >> 12u, w);
      sum13 += gate(m >> 13u, w);
      sum14 += gate(m >> 14u, w);
      sum15 += gate(m >> 15u, w);
      sum16 += gate(m >> 16u, w);
      sum17 += gate(m >> 17u, w);
      sum18 += gate(m >> 18u, w);
      sum19 += gate(m >> 19u, w);
      sum20 += gate(m >> 20u, w);
      sum21 += gate(m >> 21u, w);
      sum22 += gate(m >> 22u, w);
      sum23 += gate(m >> 23u, w);
      sum24 += gate(m >> 24u, w);
      sum25 += gate(m >> 25u, w);
      sum26 += gate(m >> 26u, w);
      sum27 += gate(m >> 27u, w);
      sum28 += gate(m >> 28u, w);
      sum29 += gate(m >> 29u, w);
      sum30 += gate(m >> 30u, w);
      sum31 += gate(m >> 31u, w);
    }
    weightAt += width;
  }

  var sums = array(
    sum0, sum1, sum2, sum3, sum4, sum5, sum6, sum7, sum8, sum9, sum10, sum11, sum12, sum13, sum14, sum15, sum16, sum17,
    sum18, sum19, sum20, sum21, sum22, sum23, sum24, sum25, sum26, sum27, sum28, sum29, sum30, sum31,
  );
  let first = group.x * 32u;
  for (var row = first; row < min(first + 32u, params.rows); row++) { output[row * width + column] = sums[row % 32u]; }
}
