// partial[piece, k-1] = sum over t and the neurons of a piece of membraneGrad[t] * echo[t-k]: how the loss hears each span.
// One invocation owns 16 spans of a piece: 4 neighboring neurons of every `pieces`-th vec4. The last 16 echoes slide
// through registers, so that a step loads two values for 16 products.

override WORKGROUP: u32 = 64u;

struct Params {
  steps: u32,
  batch: u32,
  neurons: u32, // a multiple of 4
  pieces: u32,
  places: u32,  // spans, padded to a multiple of 16
}

@group(0) @binding(0) var<storage, read> membraneGrad: array<vec4f>;   // [steps, batch, neurons]
@group(0) @binding(1) var<storage, read> echo: array<vec4f>;           // [steps, batch, neurons]
@group(0) @binding(2) var<storage, read_write> partial: array<vec4f>;  // [pieces, places]
@group(0) @binding(3) var<uniform> params: Params;

// Of 4 spans in a row: products of a gradient with 4 echoes, the newest first.
fn added(sums: mat4x4f, grad: vec4f, echoes: mat4x4f) -> mat4x4f {
  return mat4x4f(
    fma(grad, echoes[0], sums[0]),
    fma(grad, echoes[1], sums[1]),
    fma(grad, echoes[2], sums[2]),
    fma(grad, echoes[3], sums[3]),
  );
}

fn slid(echoes: mat4x4f, newer: vec4f) -> mat4x4f { return mat4x4f(newer, echoes[0], echoes[1], echoes[2]); }

fn total(sums: mat4x4f) -> vec4f { return transpose(sums) * vec4f(1.0); }

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let piece = id.x;
  if (piece >= params.pieces) { return; }
  let width = params.batch * params.neurons / 4u;
  let nearest = id.y * 16u + 1u;
  var a = mat4x4f();
  var b = mat4x4f();
  var c = mat4x4f();
  var d = mat4x4f();
  for (var own = piece; own < width; own += params.pieces) {
    var e = mat4x4f();
    var f = mat4x4f();
    var g = mat4x4f();
    var h = mat4x4f();
    for (var t = nearest; t < params.steps; t++) {
      h = slid(h, g[3]);
      g = slid(g, f[3]);
      f = slid(f, e[3]);
      e = slid(e, echo[(t - nearest) * width + own]);
      let grad = membraneGrad[t * width + own];
      a = added(a, grad, e);
      b = added(b, grad, f);
      c = added(c, grad, g);
      d = added(d, grad, h);
    }
  }
  let to = piece * params.places / 4u + id.y * 4u;
  partial[to] = total(a);
  partial[to + 1u] = total(b);
  partial[to + 2u] = total(c);
  partial[to + 3u] = total(d);
}
