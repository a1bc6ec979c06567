// partial[split, ky, kx, c] = sum over the pixels of this split of input[y * strideY + ky - paddingY, x * strideX + kx - paddingX, c]
// * outputGrad[y, x], in ascending pixel.
//
// An invocation owns 4 channels by 4 outputs at TAPS positions of kx. Where the window moves by one pixel it slides along the line:
// two vec4 loads make 48 products. The lines of all images are divided into `splits` partials, by the shape alone, and sum-splits adds
// the partials in order. Threads are consecutive along the outputs, then along the channels.

override GROUP_COLUMNS: u32 = 8u;
override GROUP_ROWS: u32 = 8u;
override TAPS: u32 = 3u;        // 1 or 3; 1 where strideX is not 1
override SINGLE: bool = false;  // an image of 1 or 3 channels: an invocation owns one of them
override ADD: bool = false;     // one partial: added to the gradient itself, with no second stage

struct Params {
  images: u32,
  values: u32,        // of an image
  outHeight: u32,
  outWidth: u32,
  outputs: u32,       // a multiple of 4
  splits: u32,
  kernelHeight: u32,
  kernelWidth: u32,
  inputs: u32,        // channels, as stored
  height: u32,        // of the input
  width: u32,
  strideY: i32,
  strideX: i32,
  paddingY: i32,
  paddingX: i32,
  linesPerSplit: u32,
}

@group(0) @binding(0) var<storage, read> input: array<vec4f>;         // [images, values / 4]: height, width, inputs, and padding
@group(0) @binding(1) var<storage, read> outputGrad: array<vec4f>;    // [images, outHeight, outWidth, outputs / 4]
@group(0) @binding(2) var<storage, read_write> partial: array<vec4f>; // [splits, kernelHeight, kernelWidth, inputs, outputs / 4]
@group(0) @binding(3) var<uniform> params: Params;

// Four channels of a pixel, or one where SINGLE; zeros outside the image. `line` is where the channel begins in its line.
fn valuesAt(line: u32, x: i32) -> vec4f {
  let inside = u32(x) < params.width;
  let at = line + select(0u, u32(x), inside) * params.inputs;
  if (SINGLE) { return vec4f(select(0.0, input[at / 4u][at % 4u], inside), 0.0, 0.0, 0.0); }
  return select(vec4f(), input[at / 4u], inside);
}

@compute @workgroup_size(GROUP_COLUMNS, GROUP_ROWS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let columns = params.outputs / 4u;
  let column = group.y * GROUP_COLUMNS + local.x;
  let owned = select(4u, 1u, SINGLE);
  let blocks = params.inputs / owned;
  let parts = (params.kernelWidth + TAPS - 1u) / TAPS;
  let item = group.x * GROUP_ROWS + local.y;
  let c = item % blocks * owned;
  let kx = item / blocks % parts * TAPS;
  let ky = item / (blocks * parts);
  if (column >= columns || ky >= params.kernelHeight) { return; }

  var sum0x = vec4f();
  var sum0y = vec4f();
  var sum0z = vec4f();
  var sum0w = vec4f();
  var sum1x = vec4f();
  var sum1y = vec4f();
  var sum1z = vec4f();
  var sum1w = vec4f();
  var sum2x = vec4f();
  var sum2y = vec4f();
  var sum2z = vec4f();
  var sum2w = vec4f();
  let firstLine = group.z * params.linesPerSplit;
  let endLine = min(firstLine + params.linesPerSplit, params.images * params.outHeight);
  for (var outLine = firstLine; outLine < endLine; outLine++) {
    let y = u32(i32(outLine % params.outHeight) * params.strideY + i32(ky) - params.paddingY);
    if (y >= params.height) { continue; }
    let line = outLine / params.outHeight * params.values + y * params.width * params.inputs + c;
    var x = i32(kx) - params.paddingX;
    var left = valuesAt(line, x);
    var middle = valuesAt(line, x + 1);
    x += i32(TAPS) - 1;
    let end = x + i32(params.outWidth) * params.strideX;
    var gradAt = outLine * params.outWidth * columns + column;
    for (; x < end; x += params.strideX) {
      let right = valuesAt(line, x);
      let g = outputGrad[gradAt];
      gradAt += columns;
      sum2x = fma(vec4f(right.x), g, sum2x);
      if (TAPS == 3u) {
        sum0x = fma(vec4f(left.x), g, sum0x);
        sum1x = fma(vec4f(middle.x), g, sum1x);
      }
      if (!SINGLE) {
        sum2y = fma(vec4f(right.y), g, sum2y);
        sum2z = fma(vec4f(right.z), g, sum2z);
        sum2w = fma(vec4f(right.w), g, sum2w);
        if (TAPS == 3u) {
          sum0y = fma(vec4f(left.y), g, sum0y);
          sum0z = fma(vec4f(left.z), g, sum0z);
          sum0w = fma(vec4f(left.w), g, sum0w);
          sum1y = fma(vec4f(middle.y), g, sum1y);
          sum1z = fma(vec4f(middle.z), g, sum1z);
          sum1w = fma(vec4f(middle.w), g, sum1w);
        }
      }
      left = middle;
      middle = right;
    }
  }

  var sums = array(sum0x, sum0y, sum0z, sum0w, sum1x, sum1y, sum1z, sum1w, sum2x, sum2y, sum2z, sum2w);
  for (var place = kx; place < min(kx + TAPS, params.kernelWidth); place++) {
    for (var channel = c; channel < c + owned; channel++) {
      // `right` was at the last of the places.
      let sum = sums[4u * (place - kx + 3u - TAPS) + channel % owned];
      let at = (((group.z * params.kernelHeight + ky) * params.kernelWidth + place) * params.inputs + channel) * columns + column;
      if (ADD) { partial[at] += sum; } else { partial[at] = sum; }
    }
  }
}
