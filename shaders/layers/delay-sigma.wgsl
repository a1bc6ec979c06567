// The width of the Gaussians around delays falls from `initial` to `smallest` by the same factor at every step:
//   sigma = initial * (smallest / initial)^min(1, clock / narrowing)

struct Params {
  initial: f32,
  smallest: f32,
  narrowing: u32, // steps
}

@group(0) @binding(0) var<storage, read> clock: array<u32>;       // [1]
@group(0) @binding(1) var<storage, read_write> sigma: array<f32>; // [1]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(1)
fn main() {
  let progress = min(1.0, f32(clock[0]) / f32(params.narrowing));
  sigma[0] = params.initial * exp(progress * log(params.smallest / params.initial));
}
