// output[image, y, x] = bias + sum of input[image, y * strideY + ky - paddingY, x * strideX + kx - paddingX, c] * weight[ky, kx, c]
//
// For adapters with real workgroup memory: a matrix product whose rows are pixels and whose k counts the window in the order of
// conv2d-forward, so the bits are the same. 16 by 16 invocations own 64 pixels by 64 outputs, 4 by 4 each; a step gathers 16 k
// of the windows (transposed) and of the weights into workgroup memory. The windows themselves are never stored.

override TAPS: u32 = 3u; // as in conv2d-forward

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

const DEPTH = 16u;
var<workgroup> inputTile: array<array<f32, 65>, DEPTH>;    // [k, pixel]; 65 keeps the transposed writes off one bank
var<workgroup> weightTile: array<array<vec4f, 16>, DEPTH>; // [k, outputs / 4]

// ky, kx and c of the k-th term of a sum: ascending ky, TAPS positions of kx, c, kx. Where there is no such position, ky is past the last.
fn term(k: u32) -> vec3u {
  let parts = (params.kernelWidth + TAPS - 1u) / TAPS;
  let part = k / (TAPS * params.inputs);
  let kx = part % parts * TAPS + k % TAPS;
  let ky = select(params.kernelHeight, part / parts, kx < params.kernelWidth);
  return vec3u(ky, kx, k / TAPS % params.inputs);
}

@compute @workgroup_size(16, 16)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let columns = params.outputs / 4u;
  let column = group.x * 16u + local.x;
  let pixels = params.outHeight * params.outWidth;
  let rows = params.images * pixels;
  let row = group.y * 64u + local.y * 4u;
  let start = bias[min(column, columns - 1u)];
  var sum0 = start;
  var sum1 = start;
  var sum2 = start;
  var sum3 = start;

  // The corners of the windows that this invocation gathers from; past the last pixel, one outside every image.
  var image: array<u32, 4>;
  var top: array<i32, 4>;
  var left: array<i32, 4>;
  for (var i = 0u; i < 4u; i++) {
    let gathered = group.y * 64u + local.y + i * 16u;
    image[i] = min(gathered / pixels, params.images - 1u) * params.values;
    top[i] = i32(gathered % pixels / params.outWidth) * params.strideY - params.paddingY;
    left[i] = i32(gathered % params.outWidth) * params.strideX - params.paddingX;
    if (gathered >= rows) { top[i] = i32(params.height); }
  }

  let count = params.kernelHeight * ((params.kernelWidth + TAPS - 1u) / TAPS) * TAPS * params.inputs;
  for (var first = 0u; first < count; first += DEPTH) {
    let across = term(first + local.x);
    let exists = across.x < params.kernelHeight;
    for (var i = 0u; i < 4u; i++) {
      let y = u32(top[i] + i32(across.x));
      let x = u32(left[i] + i32(across.y));
      let inside = exists && y < params.height && x < params.width;
      let at = image[i] + select(0u, (y * params.width + x) * params.inputs + across.z, inside);
      inputTile[local.x][local.y + i * 16u] = select(0.0, input[at], inside);
    }
    let down = term(first + local.y);
    let hasWeight = down.x < params.kernelHeight;
    let weightAt = select(0u, (down.x * params.kernelWidth + down.y) * params.inputs + down.z, hasWeight) * columns;
    weightTile[local.y][local.x] = select(vec4f(), weight[weightAt + min(column, columns - 1u)], hasWeight);
    workgroupBarrier();
    for (var k = 0u; k < DEPTH; k++) {
      let w = weightTile[k][local.x];
      sum0 = fma(vec4f(inputTile[k][local.y * 4u]), w, sum0);
      sum1 = fma(vec4f(inputTile[k][local.y * 4u + 1u]), w, sum1);
      sum2 = fma(vec4f(inputTile[k][local.y * 4u + 2u]), w, sum2);
      sum3 = fma(vec4f(inputTile[k][local.y * 4u + 3u]), w, sum3);
    }
    workgroupBarrier();
  }
  if (column >= columns) { return; }
  let to = row * columns + column;
  if (row < rows) { output[to] = sum0; }
  if (row + 1u < rows) { output[to + columns] = sum1; }
  if (row + 2u < rows) { output[to + 2u * columns] = sum2; }
  if (row + 3u < rows) { output[to + 3u * columns] = sum3; }
}
