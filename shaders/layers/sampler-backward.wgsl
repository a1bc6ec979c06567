// One backward step of a sampler that fires, inside a forward scan: the oldest bin, which was processed last, comes first. With `later` the
// previous bin in time, which was processed after this one,
//   keptGrad       = driveGrad[later].current * leak[later]
//   spikeGrad      = spikesGrad[bin] + keptGrad * (resetTo - potential) + the transposed convolutions of driveGrad[later]
//   driveGrad[bin] = gates: current * kept of the bin processed before * leak * (1 - leak)
//                    current: potentialGrad[bin] + keptGrad * (1 - spike) + spikeGrad * slope
// With two convolutions the gradient between them, hiddenGrad[later], is stored for the weights; a last step, where bin = steps, computes
// only that. A workgroup owns a tile of one sample, an invocation four pixels of it.
//#include lib/sampler
//#include lib/sampler-tile

override GATED: bool = true;

struct Params {
  steps: u32,
  batch: u32,
  values: u32,       // of a sample in a bin: two per pixel, and padding
  gateSteps: u32,
  gateBatch: u32,
  gateValues: u32,
  gateWords: u32,
  hiddenSteps: u32,
  hiddenRows: u32,
  height: u32,
  width: u32,
  weight2: u32,      // its offset, in vec4
  lines: u32,        // KERNEL, as a value not known while compiling, so that no compiler unrolls the loop
  threshold: f32,
  resetTo: f32,
  alpha: f32,
}

@group(0) @binding(0) var<storage, read> potential: array<vec2f>;        // [steps, batch, values / 2]
@group(0) @binding(1) var<storage, read> potentialGrad: array<vec2f>;    // [steps, batch, values / 2]
@group(0) @binding(2) var<storage, read> spikesGrad: array<vec2f>;       // [steps, batch, values / 2]
@group(0) @binding(3) var<storage, read> leak: array<vec2f>;             // [gateSteps, gateBatch, gateValues / 2], GATED only
@group(0) @binding(4) var<storage, read> gate: array<vec4f>;             // [gateWords / 4], as in sampler-forward
@group(0) @binding(5) var<storage, read> hidden: array<vec4f>;           // [hiddenSteps, hiddenRows], two convolutions only
@group(0) @binding(6) var<storage, read_write> driveGrad: array<vec4f>;  // [steps, batch, height, width, 4]
@group(0) @binding(7) var<storage, read_write> hiddenGrad: array<vec4f>; // [hiddenSteps, hiddenRows], two convolutions only
@group(0) @binding(8) var<uniform> params: Params;
@group(1) @binding(0) var<uniform> step: u32;

var<workgroup> gradTile: array<vec4f, WHOLE>;
var<workgroup> hiddenTile: array<vec4f, HIDDENS>;

fn gradOf(at: u32) -> vec4f {
  if (DEPTH == 2u) { return hiddenTile[at]; }
  return gradTile[at];
}

fn firstTap(g: vec4f, off: vec4f, on: vec4f) -> vec2f { return vec2f(dot(g, off), dot(g, on)); }

// The transposed first convolution at four pixels; `end` is the value of the tile opposite to the beginning of the first one's window.
fn firstTransposed(end: u32) -> mat4x2f {
  let side = tileWith(1u).x;
  var sum: mat4x2f;
  for (var ky = 0u; ky < params.lines; ky++) {
    let line = end - ky * side;
    var a = gradOf(line + 1u);
    var b = gradOf(line + 2u);
    var c = gradOf(line + 3u);
    var d = vec4f();
    for (var kx = 0u; kx < KERNEL; kx++) {
      d = c;
      c = b;
      b = a;
      a = gradOf(line - kx);
      let tap = 2u * (ky * KERNEL + kx);
      let off = gate[tap];
      let on = gate[tap + 1u];
      sum[0] += firstTap(a, off, on);
      sum[1] += firstTap(b, off, on);
      sum[2] += firstTap(c, off, on);
      sum[3] += firstTap(d, off, on);
    }
  }
  return sum;
}

fn secondTransposed(end: u32) -> mat4x4f {
  let side = tileWith(2u).x;
  var sum: mat4x4f;
  for (var ky = 0u; ky < params.lines; ky++) {
    let line = end - ky * side;
    var a = gradTile[line + 1u];
    var b = gradTile[line + 2u];
    var c = gradTile[line + 3u];
    var d = vec4f();
    for (var kx = 0u; kx < KERNEL; kx++) {
      d = c;
      c = b;
      b = a;
      a = gradTile[line - kx];
      let at = params.weight2 + 4u * (ky * KERNEL + kx);
      let weights = mat4x4f(gate[at], gate[at + 1u], gate[at + 2u], gate[at + 3u]);
      sum[0] += a * weights;
      sum[1] += b * weights;
      sum[2] += c * weights;
      sum[3] += d * weights;
    }
  }
  return sum;
}

// The gradients of a pixel's gates and current. fromSpikes: the gradient of its spikes through the neurons that receive them.
fn goBack(sample: u32, place: vec2u, fromSpikes: vec2f) {
  if (place.x >= params.width || place.y >= params.height) { return; }
  let pixels = params.height * params.width;
  let later = max(step, 1u) - 1u;
  let pixel = place.y * params.width + place.x;
  let stride = params.batch * (params.values / 2u);
  let at = step * stride + sample * (params.values / 2u) + pixel;
  let to = (step * params.batch + sample) * pixels + pixel;
  let u = potential[at];
  let x = u - params.threshold;
  var g = samplerLeak(gate[0].xx);
  if (GATED) { g = leak[at]; }
  var spikeGrad = spikesGrad[at];
  var keptGrad = vec2f();
  if (step > 0u) {
    let after = driveGrad[(later * params.batch + sample) * pixels + pixel];
    if (GATED) {
      keptGrad = after.zw * leak[at - stride];
      spikeGrad += fromSpikes;
    } else {
      keptGrad = after.xy * g;
    }
  }
  spikeGrad = fma(keptGrad, params.resetTo - u, spikeGrad);
  let s = samplerSpike(x, params.alpha);
  let current = fma(spikeGrad, samplerSlope(x, params.alpha), fma(keptGrad, 1.0 - s, potentialGrad[at]));
  if (!GATED) {
    driveGrad[to] = vec4f(current, 0.0, 0.0);
    return;
  }
  var kept = vec2f();
  if (step + 1u < params.steps) {
    let before = potential[at + stride];
    kept = samplerKept(before, samplerSpike(before - params.threshold, params.alpha), params.resetTo);
  }
  driveGrad[to] = vec4f(current * kept * g * (1.0 - g), current);
}

@compute @workgroup_size(QUADS, LINES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let corner = group.xy * tile();
  let sample = group.z;
  let later = max(step, 1u) - 1u;
  let threads = QUADS * LINES;
  if (GATED && step > 0u) {
    let size = vec2u(params.width, params.height);
    let row = (later * params.batch + sample) * params.height * params.width;
    let whole = tileWith(DEPTH);
    let reach = i32(DEPTH * (KERNEL - 1u) / 2u);
    for (var i = thread; i < WHOLE; i += threads) {
      let at = vec2i(corner + vec2u(i % whole.x, i / whole.x)) - reach;
      var g = vec4f();
      if (all(at >= vec2i()) && all(vec2u(at) < size)) { g = driveGrad[row + u32(at.y) * params.width + u32(at.x)]; }
      gradTile[i] = g;
    }
    workgroupBarrier();
    if (DEPTH == 2u) {
      let inner = tileWith(1u);
      for (var i = QUAD * thread; i < HIDDENS; i += QUAD * threads) {
        let sums = secondTransposed((i / inner.x + KERNEL - 1u) * whole.x + i % inner.x + KERNEL - 1u);
        for (var p = 0u; p < QUAD; p++) {
          let inTile = vec2i(vec2u(i % inner.x + p, i / inner.x)) - reach / 2;
          let at = vec2i(corner) + inTile;
          var g = vec4f();
          if (all(at >= vec2i()) && all(vec2u(at) < size)) {
            let pixel = row + u32(at.y) * params.width + u32(at.x);
            g = select(vec4f(), sums[p], hidden[pixel] > vec4f());
            if (all(inTile >= vec2i()) && all(vec2u(inTile) < tile())) { hiddenGrad[pixel] = g; }
          }
          hiddenTile[i + p] = g;
        }
      }
      workgroupBarrier();
    }
  }
  let place = corner + vec2u(QUAD * local.x, local.y);
  if (place.x >= params.width || place.y >= params.height || step == params.steps) { return; }
  var fromSpikes: mat4x2f;
  if (GATED && step > 0u) { fromSpikes = firstTransposed((local.y + KERNEL - 1u) * tileWith(1u).x + QUAD * local.x + KERNEL - 1u); }
  for (var p = 0u; p < QUAD; p++) { goBack(sample, place + vec2u(p, 0u), fromSpikes[p]); }
}
