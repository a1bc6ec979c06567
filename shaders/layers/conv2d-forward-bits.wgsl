// output[image, y, x] = bias + sum of input[image, y * strideY + ky - paddingY, x * strideX + kx - paddingX, c] * weight[ky, kx, c]
//
// The same sum in the same order as conv2d-forward, for input that is mostly zero: conv2d-bits says where it is not. A window of
// a channel without a set bit is skipped, which adds nothing, so the bits of the result are the same. For spikes (BINARY) the
// word itself is the input: one load instead of ten. An invocation owns 8 pixels of a line by 4 outputs.

override GROUP_COLUMNS: u32 = 8u;
override GROUP_ROWS: u32 = 8u;
override TAPS: u32 = 3u;        // 1 to 3; 1 where strideX is not 1
override BINARY: bool = false;  // the values are 0 and 1

struct Params {
  images: u32,
  values: u32,       // of an image
  height: u32,       // of the input
  words: u32,        // of a line
  inputs: u32,       // channels, as stored
  kernelHeight: u32,
  kernelWidth: u32,
  outputs: u32,      // a multiple of 4
  outHeight: u32,
  outWidth: u32,
  width: u32,
  strideY: i32,
  strideX: i32,      // at most 4: a window of 8 pixels is 29 bits
  paddingY: i32,
  paddingX: i32,
}

@group(0) @binding(0) var<storage, read> input: array<f32>;              // [images, values]: height, width, inputs, and padding
@group(0) @binding(1) var<storage, read> bits: array<u32>;               // [images, height, words, inputs]
@group(0) @binding(2) var<storage, read> weight: array<vec4f>;           // [kernelHeight, kernelWidth, inputs, outputs / 4]
@group(0) @binding(3) var<storage, read> bias: array<vec4f>;             // [outputs / 4]
@group(0) @binding(4) var<storage, read_write> output: array<vec4f>;     // [images, outHeight, outWidth, outputs / 4]
@group(0) @binding(5) var<uniform> params: Params;

// The four values where the lowest bit of m is set, else 0.
fn gate(m: u32, values: vec4u) -> vec4f { return bitcast<vec4f>(values & vec4u(0u - (m & 1u))); }

fn valueAt(line: u32, x: i32) -> f32 {
  let inside = u32(x) < params.width;
  return select(0.0, input[line + select(0u, u32(x), inside) * params.inputs], inside);
}

@compute @workgroup_size(GROUP_COLUMNS, GROUP_ROWS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let columns = params.outputs / 4u;
  let column = group.z * GROUP_COLUMNS + local.x;
  let tiles = (params.outWidth + 7u) / 8u; // in a line
  let tile = group.x * GROUP_ROWS + local.y;
  let y = tile / tiles;
  let x = tile % tiles * 8u;
  if (column >= columns || y >= params.outHeight) { return; }

  let stride = u32(params.strideX);
  let start = bias[column];
  var sum0 = start;
  var sum1 = start;
  var sum2 = start;
  var sum3 = start;
  var sum4 = start;
  var sum5 = start;
  var sum6 = start;
  var sum7 = start;
  let place = params.inputs * columns; // from the weights of one kernel position to those of the next
  let window = (1u << (7u * stride + TAPS)) - 1u; // its bits
  for (var ky = 0u; ky < params.kernelHeight; ky++) {
    let inputY = u32(i32(y) * params.strideY + i32(ky) - params.paddingY);
    if (inputY >= params.height) { continue; }
    let lineOfBits = (group.y * params.height + inputY) * params.words;
    let line = group.y * params.values + inputY * params.width * params.inputs;
    for (var kx = 0u; kx < params.kernelWidth; kx += TAPS) {
      let inputX = i32(x) * params.strideX + i32(kx) - params.paddingX;
      // The window may span two words, or one word and the outside of the image.
      let shift = u32(inputX) % 32u;
      let low = inputX >> 5u;
      let hasLow = u32(low) < params.words;
      let hasHigh = shift > 0u && u32(low + 1) < params.words;
      let lowAt = (lineOfBits + select(0u, u32(low), hasLow)) * params.inputs;
      let highAt = (lineOfBits + select(0u, u32(low + 1), hasHigh)) * params.inputs;
      let hasSecond = kx + 1u < params.kernelWidth;
      let hasThird = kx + 2u < params.kernelWidth;
      var weightAt = (ky * params.kernelWidth + kx) * params.inputs * columns + column;
      for (var c = 0u; c < params.inputs; c++) {
        let m = (select(0u, bits[lowAt + c] >> shift, hasLow) | select(0u, bits[highAt + c] << (32u - shift), hasHigh)) & window;
        if (m != 0u) {
          let w = weight[weightAt];
          let second = select(vec4f(), weight[weightAt + place], hasSecond);
          let third = select(vec4f(), weight[weightAt + 2u * place], hasThird);
          if (BINARY) {
            let a = bitcast<vec4u>(w);
            sum0 += gate(m, a);
            sum1 += gate(m >> stride, a);
            sum2 += gate(m >> (2u * stride), a);
            sum3 += gate(m >> (3u * stride), a);
            sum4 += gate(m >> (4u * stride), a);
            sum5 += gate(m >> (5u * stride), a);
            sum6 += gate(m >> (6u * stride), a);
            sum7 += gate(m >> (7u * stride), a);
            if (TAPS > 1u) {
              let b = bitcast<vec4u>(second);
              sum0 += gate(m >> 1u, b);
              sum1 += gate(m >> 2u, b);
              sum2 += gate(m >> 3u, b);
              sum3 += gate(m >> 4u, b);
              sum4 += gate(m >> 5u, b);
              sum5 += gate(m >> 6u, b);
              sum6 += gate(m >> 7u, b);
              sum7 += gate(m >> 8u, b);
            }
            if (TAPS > 2u) {
              let d = bitcast<vec4u>(third);
              sum0 += gate(m >> 2u, d);
              sum1 += gate(m >> 3u, d);
              sum2 += gate(m >> 4u, d);
              sum3 += gate(m >> 5u, d);
              sum4 += gate(m >> 6u, d);
              sum5 += gate(m >> 7u, d);
              sum6 += gate(m >> 8u, d);
              sum7 += gate(m >> 9u, d);
            }
          } else {
            let p0 = valueAt(line + c, inputX);
            let p1 = valueAt(line + c, inputX + params.strideX);
            let p2 = valueAt(line + c, inputX + 2 * params.strideX);
            let p3 = valueAt(line + c, inputX + 3 * params.strideX);
            let p4 = valueAt(line + c, inputX + 4 * params.strideX);
            let p5 = valueAt(line + c, inputX + 5 * params.strideX);
            let p6 = valueAt(line + c, inputX + 6 * params.strideX);
            let p7 = valueAt(line + c, inputX + 7 * params.strideX);
            sum0 = fma(vec4f(p0), w, sum0);
            sum1 = fma(vec4f(p1), w, sum1);
            sum2 = fma(vec4f(p2), w, sum2);
            sum3 = fma(vec4f(p3), w, sum3);
            sum4 = fma(vec4f(p4), w, sum4);
            sum5 = fma(vec4f(p5), w, sum5);
            sum6 = fma(vec4f(p6), w, sum6);
            sum7 = fma(vec4f(p7), w, sum7);
            let p8 = valueAt(line + c, inputX + 8);
            if (TAPS > 1u) {
              sum0 = fma(vec4f(p1), second, sum0);
              sum1 = fma(vec4f(p2), second, sum1);
              sum2 = fma(vec4f(p3), second, sum2);
              sum3 = fma(vec4f(p4), second, sum3);
              sum4 = fma(vec4f(p5), second, sum4);
              sum5 = fma(vec4f(p6), second, sum5);
              sum6 = fma(vec4f(p7), second, sum6);
              sum7 = fma(vec4f(p8), second, sum7);
            }
            if (TAPS > 2u) {
              let p9 = valueAt(line + c, inputX + 9);
              sum0 = fma(vec4f(p2), third, sum0);
              sum1 = fma(vec4f(p3), third, sum1);
              sum2 = fma(vec4f(p4), third, sum2);
              sum3 = fma(vec4f(p5), third, sum3);
              sum4 = fma(vec4f(p6), third, sum4);
              sum5 = fma(vec4f(p7), third, sum5);
              sum6 = fma(vec4f(p8), third, sum6);
              sum7 = fma(vec4f(p9), third, sum7);
            }
          }
        }
        weightAt += columns;
      }
    }
  }

  let line = (group.y * params.outHeight + y) * params.outWidth;
  var sums = array(sum0, sum1, sum2, sum3, sum4, sum5, sum6, sum7);
  for (var at = x; at < min(x + 8u, params.outWidth); at++) { output[(line + at) * columns + column] = sums[at % 8u]; }
}
