// Weight decay of one layer as a loss term, by micro-batches:
//   valueGrad += weight * factor * value / parts;   partial[thread] = factor / 2 * the sum of the thread's squares of value
// Thread i owns values i, i + threads, ...

override WORKGROUP: u32 = 64u;

struct Params {
  count: u32,
  threads: u32,
  weight: f32,
  factor: f32,
  parts: f32, // micro-batches
}

@group(0) @binding(0) var<storage, read> value: array<f32>;           // [count]
@group(0) @binding(1) var<storage, read_write> valueGrad: array<f32>; // [count]
@group(0) @binding(2) var<storage, read_write> partial: array<f32>;   // [threads]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.threads) { return; }
  let pull = params.weight * params.factor / params.parts;
  var squares = 0.0;
  for (var i = id.x; i < params.count; i += params.threads) {
    let x = value[i];
    squares = fma(x, x, squares);
    valueGrad[i] = fma(pull, x, valueGrad[i]);
  }
  partial[id.x] = 0.5 * params.factor * squares;
}
