// The spatial score of a stream: a convolution without bias over the means and the maxima of the positions, with zeros around them.
//   scores[b, y, x] = sigmoid(sum over ky, kx, what of weight[ky, kx, what] * pooled[what, b, y + ky - reach, x + kx - reach])
// An invocation owns a position.
//#include lib/dispatch

struct Params {
  samples: u32,
  places: u32,
  kernel: u32, // its side, odd
  height: u32,
  width: u32,
}

@group(0) @binding(0) var<storage, read> pooled: array<f32>;       // [2, samples, places]
@group(0) @binding(1) var<storage, read> weight: array<f32>;       // [kernel, kernel, 2, 1]
@group(0) @binding(2) var<storage, read_write> scores: array<f32>; // [samples, places]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, 64u);
  let rows = params.samples * params.places;
  if (i >= rows) { return; }
  let reach = params.kernel / 2u;
  let y = i % params.places / params.width;
  let x = i % params.places % params.width;
  var z = 0.0;
  for (var ky = 0u; ky < params.kernel; ky++) {
    for (var kx = 0u; kx < params.kernel; kx++) {
      // Above and left of the image this wraps around to large numbers.
      let fromY = y + ky - reach;
      let fromX = x + kx - reach;
      if (fromY >= params.height || fromX >= params.width) { continue; }
      let at = i - i % params.places + fromY * params.width + fromX;
      let tap = 2u * (ky * params.kernel + kx);
      z = fma(weight[tap], pooled[at], z);
      z = fma(weight[tap + 1u], pooled[rows + at], z);
    }
  }
  scores[i] = 1.0 / (1.0 + exp(-z));
}
