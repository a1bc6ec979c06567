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

  let to = group.x * 32u * width + column;
  let left = params.rows - group.x * 32u;
  output[to] = sum0;
  if (left > 1u) { output[to + 1u * width] = sum1; }
  if (left > 2u) { output[to + 2u * width] = sum2; }
  if (left > 3u) { output[to + 3u * width] = sum3; }
  if (left > 4u) { output[to + 4u * width] = sum4; }
  if (left > 5u) { output[to + 5u * width] = sum5; }
  if (left > 6u) { output[to + 6u * width] = sum6; }
  if (left > 7u) { output[to + 7u * width] = sum7; }
  if (left > 8u) { output[to + 8u * width] = sum8; }
  if (left > 9u) { output[to + 9u * width] = sum9; }
  if (left > 10u) { output[to + 10u * width] = sum10; }
  if (left > 11u) { output[to + 11u * width] = sum11; }
  if (left > 12u) { output[to + 12u * width] = sum12; }
  if (left > 13u) { output[to + 13u * width] = sum13; }
  if (left > 14u) { output[to + 14u * width] = sum14; }
  if (left > 15u) { output[to + 15u * width] = sum15; }
  if (left > 16u) { output[to + 16u * width] = sum16; }
  if (left > 17u) { output[to + 17u * width] = sum17; }
  if (left > 18u) { output[to + 18u * width] = sum18; }
  if (left > 19u) { output[to + 19u * width] = sum19; }
  if (left > 20u) { output[to + 20u * width] = sum20; }
  if (left > 21u) { output[to + 21u * width] = sum21; }
  if (left > 22u) { output[to + 22u * width] = sum22; }
  if (left > 23u) { output[to + 23u * width] = sum23; }
  if (left > 24u) { output[to + 24u * width] = sum24; }
  if (left > 25u) { output[to + 25u * width] = sum25; }
  if (left > 26u) { output[to + 26u * width] = sum26; }
  if (left > 27u) { output[to + 27u * width] = sum27; }
  if (left > 28u) { output[to + 28u * width] = sum28; }
  if (left > 29u) { output[to + 29u * width] = sum29; }
  if (left > 30u) { output[to + 30u * width] = sum30; }
  if (left > 31u) { output[to + 31u * width] = sum31; }
}
