// partial[p, k-1] = sum over t and the neurons of partial p of membraneGrad[t] * recurrentInput[t-k]: the gradient of each skip weight.
// A workgroup owns a stretch of time and 16 skips, a thread of it 4 neighboring neurons of every WORKGROUP-th vec4. It takes 4
// steps at once, and the last 20 recurrent inputs move through registers by fours: 8 loads for 256 products. Workgroups of one stretch
// are neighbors, so that data loaded by one are cached for the next.

override WORKGROUP: u32 = 64u;

struct Params {
  steps: u32,
  batch: u32,
  neurons: u32, // a multiple of 4
  partials: u32,
  paddedSpans: u32,  // spans, padded to a multiple of 16
}

@group(0) @binding(0) var<storage, read> membraneGrad: array<vec4f>;   // [steps, batch, neurons]
@group(0) @binding(1) var<storage, read> recurrentInput: array<vec4f>; // [steps, batch, neurons]
@group(0) @binding(2) var<storage, read_write> partial: array<vec4f>;  // [partials, paddedSpans]
@group(0) @binding(3) var<uniform> params: Params;

// For 4 consecutive skips: products of a gradient with 4 recurrent inputs, the newest first.
fn added(sums: vec4f, grad: vec4f, e0: vec4f, e1: vec4f, e2: vec4f, e3: vec4f) -> vec4f {
  let e = transpose(mat4x4f(e0, e1, e2, e3));
  return fma(vec4f(grad.w), e[3], fma(vec4f(grad.z), e[2], fma(vec4f(grad.y), e[1], fma(vec4f(grad.x), e[0], sums))));
}

// For 4 steps, with recurrent inputs of 4 steps and of the 4 before, each the oldest first.
fn addedSteps(sums: vec4f, g: mat4x4f, e: mat4x4f, older: mat4x4f) -> vec4f {
  let first = added(sums, g[0], e[0], older[3], older[2], older[1]);
  let second = added(first, g[1], e[1], e[0], older[3], older[2]);
  let third = added(second, g[2], e[2], e[1], e[0], older[3]);
  return added(third, g[3], e[3], e[2], e[1], e[0]);
}

fn gradAt(t: u32, own: u32) -> vec4f {
  let last = params.steps - 1u;
  return select(vec4f(), membraneGrad[min(t, last) * params.batch * params.neurons / 4u + own], t <= last);
}

fn gradsFrom(t: u32, own: u32) -> mat4x4f { return mat4x4f(gradAt(t, own), gradAt(t + 1u, own), gradAt(t + 2u, own), gradAt(t + 3u, own)); }

// Zero before the first step too, where t has wrapped around.
fn inputAt(t: u32, own: u32) -> vec4f {
  let last = params.steps - 1u;
  return select(vec4f(), recurrentInput[min(t, last) * params.batch * params.neurons / 4u + own], t <= last);
}

fn inputsFrom(t: u32, own: u32) -> mat4x4f { return mat4x4f(inputAt(t, own), inputAt(t + 1u, own), inputAt(t + 2u, own), inputAt(t + 3u, own)); }

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let part = group.y * WORKGROUP + thread;
  if (part >= params.partials) { return; }
  let width = params.batch * params.neurons / 4u;
  let stretches = max(1u, params.partials / WORKGROUP); // a last workgroup that is not full has nothing to do
  let length = (params.steps + 4u * stretches - 1u) / (4u * stretches); // in fours
  let start = group.y * length * 4u;
  let rounds = select(0u, length + 4u, group.y < stretches);
  let nearest = group.x * 16u + 1u;
  var a = vec4f();
  var b = vec4f();
  var c = vec4f();
  var d = vec4f();
  for (var own = thread; own < width; own += WORKGROUP) {
    var e = mat4x4f();
    var f = mat4x4f();
    var g = mat4x4f();
    var h = mat4x4f();
    // The first 4 rounds only gather the recurrent inputs of the 16 steps before.
    for (var i = 0u; i < rounds; i++) {
      let t = start + 4u * i - 16u;
      let newest = inputsFrom(t - nearest, own);
      if (i >= 4u) {
        let grads = gradsFrom(t, own);
        a = addedSteps(a, grads, newest, e);
        b = addedSteps(b, grads, e, f);
        c = addedSteps(c, grads, f, g);
        d = addedSteps(d, grads, g, h);
      }
      h = g;
      g = f;
      f = e;
      e = newest;
    }
  }
  let to = (part * params.paddedSpans + group.x * 16u) / 4u;
  partial[to] = a;
  partial[to + 1u] = b;
  partial[to + 2u] = c;
  partial[to + 3u] = d;
}
