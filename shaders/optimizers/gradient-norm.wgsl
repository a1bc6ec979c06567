// partial[thread] = sum of squares of the gradient vec4s thread, thread + threads, ...: the first stage of the gradient norm.
// `threads` depends on the size of the arena alone.

override WORKGROUP: u32 = 64u;

struct Params {
  count: u32, // values of the arena, a multiple of 64
  threads: u32,
}

@group(0) @binding(0) var<storage, read> grad: array<vec4f>;        // [count]
@group(0) @binding(1) var<storage, read_write> partial: array<f32>; // [threads]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.threads) { return; }
  var squares = vec4f();
  for (var i = id.x; i < params.count / 4u; i += params.threads) {
    let g = grad[i];
    squares = fma(g, g, squares);
  }
  partial[id.x] = (squares.x + squares.y) + (squares.z + squares.w);
}
