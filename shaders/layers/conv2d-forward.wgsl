// output[image, y, x] = bias + sum of input[image, y * strideY + ky - paddingY, x * strideX + kx - paddingX, c] * weight[ky, kx, c]
//
// Terms in ascending ky, then TAPS positions of kx at a time, then c, then kx: where the window moves by one pixel, 10 values of a
// channel serve 8 pixels at 3 positions, so that 13 loads make 96 products. An invocation owns 8 pixels of a line by 4 outputs;
// threads are consecutive along the outputs. No branch inside the loop over channels: it would cost SwiftShader half of its speed.
// Spacing dilates the input with zeros, which are skipped: the gradient on the input of a convolution with a stride
// is this kernel over the output's gradient and the flipped weights. The 8 pixels are SPACING_X apart and share their terms.

override GROUP_COLUMNS: u32 = 8u;
override GROUP_ROWS: u32 = 8u;
override TAPS: u32 = 3u;      // 1 to 3; 1 where strideX is not 1
override SPACING_Y: u32 = 1u;
override SPACING_X: u32 = 1u;

struct Params {
  images: u32,
  values: u32,       // of an image
  kernelHeight: u32,
  kernelWidth: u32,
  inputs: u32,       // channels, as stored
  outputs: u32,      // a multiple of 4
  outHeight: u32,
  outWidth: u32,
  height: u32,       // of the input
  width: u32,
  strideY: i32,
  strideX: i32,
  paddingY: i32,
  paddingX: i32,
}

@group(0) @binding(0) var<storage, read> input: array<f32>;          // [images, values]: height, width, inputs, and padding
@group(0) @binding(1) var<storage, read> weight: array<vec4f>;       // [kernelHeight, kernelWidth, inputs, outputs / 4]
@group(0) @binding(2) var<storage, read> bias: array<vec4f>;         // [outputs / 4]
@group(0) @binding(3) var<storage, read_write> output: array<vec4f>; // [images, outHeight, outWidth, outputs / 4]
@group(0) @binding(4) var<uniform> params: Params;

// The first kernel position that falls on a pixel of the input: `at` plus it is a multiple of the spacing.
fn firstPlace(at: i32, spacing: u32) -> u32 { return u32(i32(spacing) - at % i32(spacing)) % spacing; }

fn valueAt(line: u32, x: i32) -> f32 {
  let inside = u32(x) < params.width;
  return select(0.0, input[line + select(0u, u32(x), inside) * params.inputs], inside);
}

@compute @workgroup_size(GROUP_COLUMNS, GROUP_ROWS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let columns = params.outputs / 4u;
  let column = group.z * GROUP_COLUMNS + local.x;
  let tiles = (params.outWidth + 8u * SPACING_X - 1u) / (8u * SPACING_X) * SPACING_X; // in a line
  let tile = group.x * GROUP_ROWS + local.y;
  let y = tile / tiles;
  let x = tile % tiles / SPACING_X * 8u * SPACING_X + tile % SPACING_X;
  if (column >= columns || y >= params.outHeight || x >= params.outWidth) { return; }

  let atY = i32(y) * params.strideY - params.paddingY;
  let atX = i32(x) * params.strideX - params.paddingX;
  let firstY = firstPlace(atY, SPACING_Y);
  let firstX = firstPlace(atX, SPACING_X);
  let stride = params.strideX;
  let start = bias[column];
  var sum0 = start;
  var sum1 = start;
  var sum2 = start;
  var sum3 = start;
  var sum4 = start;
  var sum5 = start;
  var sum6 = start;
  var sum7 = start;
  let place = SPACING_X * params.inputs * columns; // from the weights of one kernel position to those of the next
  var inputY = (atY + i32(firstY)) / i32(SPACING_Y);
  for (var ky = firstY; ky < params.kernelHeight; ky += SPACING_Y) {
    if (u32(inputY) < params.height) {
      let line = group.y * params.values + u32(inputY) * params.width * params.inputs;
      var inputX = (atX + i32(firstX)) / i32(SPACING_X);
      for (var kx = firstX; kx < params.kernelWidth; kx += TAPS * SPACING_X) {
        let hasSecond = kx + SPACING_X < params.kernelWidth;
        let hasThird = kx + 2u * SPACING_X < params.kernelWidth;
        var weightAt = (ky * params.kernelWidth + kx) * params.inputs * columns + column;
        for (var c = 0u; c < params.inputs; c++) {
          let p0 = valueAt(line + c, inputX);
          let p1 = valueAt(line + c, inputX + stride);
          let p2 = valueAt(line + c, inputX + 2 * stride);
          let p3 = valueAt(line + c, inputX + 3 * stride);
          let p4 = valueAt(line + c, inputX + 4 * stride);
          let p5 = valueAt(line + c, inputX + 5 * stride);
          let p6 = valueAt(line + c, inputX + 6 * stride);
          let p7 = valueAt(line + c, inputX + 7 * stride);
          let w = weight[weightAt];
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
            let second = select(vec4f(), weight[weightAt + place], hasSecond);
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
            let third = select(vec4f(), weight[weightAt + 2u * place], hasThird);
            sum0 = fma(vec4f(p2), third, sum0);
            sum1 = fma(vec4f(p3), third, sum1);
            sum2 = fma(vec4f(p4), third, sum2);
            sum3 = fma(vec4f(p5), third, sum3);
            sum4 = fma(vec4f(p6), third, sum4);
            sum5 = fma(vec4f(p7), third, sum5);
            sum6 = fma(vec4f(p8), third, sum6);
            sum7 = fma(vec4f(p9), third, sum7);
          }
          weightAt += columns;
        }
        inputX += i32(TAPS);
      }
    }
    inputY++;
  }

  let line = (group.y * params.outHeight + y) * params.outWidth;
  var sums = array(sum0, sum1, sum2, sum3, sum4, sum5, sum6, sum7);
  for (var at = x; at < min(x + 8u * SPACING_X, params.outWidth); at += SPACING_X) {
    output[(line + at) * columns + column] = sums[(at - x) / SPACING_X];
  }
}
