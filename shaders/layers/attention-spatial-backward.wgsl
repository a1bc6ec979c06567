// From the gradient of a spatial score back to its inputs, by the flipped convolution:
//   pooledGrad[what, b, y, x] = sum over ky, kx of weight[ky, kx, what] * logitGrad[b, y - ky + reach, x - kx + reach]
// The gradient of a mean is divided by the number of its terms. An invocation owns a position.
//#include lib/dispatch

struct Params {
  samples: u32,
  places: u32,
  kernel: u32, // its side, odd
  height: u32,
  width: u32,
  terms: u32,  // of a mean: steps * channels
}

@group(0) @binding(0) var<storage, read> logitGrad: array<f32>;        // [samples, places]
@group(0) @binding(1) var<storage, read> weight: array<f32>;           // [kernel, kernel, 2, 1]
@group(0) @binding(2) var<storage, read_write> pooledGrad: array<f32>; // [2, samples, places]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, 64u);
  let rows = params.samples * params.places;
  if (i >= rows) { return; }
  let reach = params.kernel / 2u;
  let y = i % params.places / params.width;
  let x = i % params.places % params.width;
  var g = vec2f();
  for (var ky = 0u; ky < params.kernel; ky++) {
    for (var kx = 0u; kx < params.kernel; kx++) {
      // Above and left of the image this wraps around to large numbers.
      let toY = y + reach - ky;
      let toX = x + reach - kx;
      if (toY >= params.height || toX >= params.width) { continue; }
      let tap = 2u * (ky * params.kernel + kx);
      g = fma(vec2f(weight[tap], weight[tap + 1u]), vec2f(logitGrad[i - i % params.places + toY * params.width + toX]), g);
    }
  }
  pooledGrad[i] = g.x / f32(params.terms);
  pooledGrad[rows + i] = g.y;
}
