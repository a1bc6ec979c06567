// One step of a sampler that fires, inside a backward scan: the newest bin is processed first. With the spikes of the bin processed
// before, the next one in time, `previousSpikes`, which are zero at first,
//   gates, current = drive[bin] + the convolutions of previousSpikes[bin]: conv, or conv, ReLU, conv; a leak of a single weight where not GATED
//   potential[bin] = sigmoid(gates) * kept + current;   spikes[bin] = potential > threshold;   kept = resetTo where it fired, else potential
// Gates are the first two of four channels, currents the last two, OFF then ON. Outside the image spikes and hidden values are zero.
// A workgroup owns a tile of one sample, an invocation four pixels of it. Hidden values of the margin are computed by every tile that needs
// them.
//#include lib/sampler
//#include lib/sampler-tile

override GATED: bool = true;

struct Params {
  steps: u32,
  batch: u32,
  height: u32,
  width: u32,
  gateWords: u32,
  values: u32,       // of a sample in a bin: two per pixel, and padding
  gateSteps: u32,
  gateBatch: u32,
  gateValues: u32,
  hiddenSteps: u32,
  hiddenRows: u32,
  bias1: u32,        // their offset, in vec4
  weight2: u32,
  bias2: u32,
  lines: u32,        // KERNEL, as a value not known while compiling, so that no compiler unrolls the loop
  threshold: f32,
  resetTo: f32,
  alpha: f32,
}

@group(0) @binding(0) var<storage, read> drive: array<vec4f>;                // [steps, batch, height, width, 4]
@group(0) @binding(1) var<storage, read> gate: array<vec4f>;                 // [gateWords / 4]: [kernel, kernel, 2, 4], [4], [kernel, kernel, 4, 4], [4]
@group(0) @binding(2) var<storage, read_write> potential: array<vec2f>;      // [steps, batch, values / 2]
@group(0) @binding(3) var<storage, read_write> spikes: array<vec2f>;         // [steps, batch, values / 2]
@group(0) @binding(4) var<storage, read_write> previousSpikes: array<vec2f>; // [gateSteps, gateBatch, gateValues / 2], GATED only
@group(0) @binding(5) var<storage, read_write> leak: array<vec2f>;           // [gateSteps, gateBatch, gateValues / 2], GATED only
@group(0) @binding(6) var<storage, read_write> hidden: array<vec4f>;         // [hiddenSteps, hiddenRows], two convolutions only
@group(0) @binding(7) var<uniform> params: Params;
@group(1) @binding(0) var<uniform> step: u32;

var<workgroup> spikeTile: array<vec2f, WHOLE>;
var<workgroup> hiddenTile: array<vec4f, HIDDENS>;

// The first convolution at four pixels; `begin` is the value of `spikeTile` at which the window of the first one begins.
fn firstConvolution(begin: u32) -> mat4x4f {
  let side = tileWith(DEPTH).x;
  let bias = gate[params.bias1];
  var sum = mat4x4f(bias, bias, bias, bias);
  for (var ky = 0u; ky < params.lines; ky++) {
    let line = begin + ky * side;
    var a = vec2f();
    var b = spikeTile[line];
    var c = spikeTile[line + 1u];
    var d = spikeTile[line + 2u];
    for (var kx = 0u; kx < KERNEL; kx++) {
      a = b;
      b = c;
      c = d;
      d = spikeTile[line + kx + 3u];
      let at = 2u * (ky * KERNEL + kx);
      let off = gate[at];
      let on = gate[at + 1u];
      sum[0] = fma(vec4f(a.y), on, fma(vec4f(a.x), off, sum[0]));
      sum[1] = fma(vec4f(b.y), on, fma(vec4f(b.x), off, sum[1]));
      sum[2] = fma(vec4f(c.y), on, fma(vec4f(c.x), off, sum[2]));
      sum[3] = fma(vec4f(d.y), on, fma(vec4f(d.x), off, sum[3]));
    }
  }
  return sum;
}

fn addedTap(sum: vec4f, h: vec4f, weights: mat4x4f) -> vec4f {
  return fma(vec4f(h.w), weights[3], fma(vec4f(h.z), weights[2], fma(vec4f(h.y), weights[1], fma(vec4f(h.x), weights[0], sum))));
}

fn secondConvolution(begin: u32) -> mat4x4f {
  let side = tileWith(1u).x;
  let bias = gate[params.bias2];
  var sum = mat4x4f(bias, bias, bias, bias);
  for (var ky = 0u; ky < params.lines; ky++) {
    let line = begin + ky * side;
    var a = vec4f();
    var b = hiddenTile[line];
    var c = hiddenTile[line + 1u];
    var d = hiddenTile[line + 2u];
    for (var kx = 0u; kx < KERNEL; kx++) {
      a = b;
      b = c;
      c = d;
      d = hiddenTile[line + kx + 3u];
      let at = params.weight2 + 4u * (ky * KERNEL + kx);
      let weights = mat4x4f(gate[at], gate[at + 1u], gate[at + 2u], gate[at + 3u]);
      sum[0] = addedTap(sum[0], a, weights);
      sum[1] = addedTap(sum[1], b, weights);
      sum[2] = addedTap(sum[2], c, weights);
      sum[3] = addedTap(sum[3], d, weights);
    }
  }
  return sum;
}

// From the inputs of a pixel's gates and currents to its potential and spikes.
fn fire(sample: u32, place: vec2u, given: vec4f) {
  if (place.x >= params.width || place.y >= params.height) { return; }
  let pixel = place.y * params.width + place.x;
  let stride = params.batch * (params.values / 2u);
  let at = step * stride + sample * (params.values / 2u) + pixel;
  let driven = drive[(step * params.batch + sample) * params.height * params.width + pixel];
  var current = driven.xy;
  var g = samplerLeak(gate[0].xx);
  if (GATED) {
    let sum = driven + given;
    current = sum.zw;
    g = samplerLeak(sum.xy);
    leak[at] = g;
  }
  var kept = vec2f();
  if (step + 1u < params.steps) { kept = samplerKept(potential[at + stride], spikes[at + stride], params.resetTo); }
  let u = fma(g, kept, current);
  let s = samplerSpike(u - params.threshold, params.alpha);
  potential[at] = u;
  spikes[at] = s;
  if (GATED) {
    if (step + 1u == params.steps) { previousSpikes[at] = vec2f(); }
    if (step > 0u) { previousSpikes[at - stride] = s; }
  }
}

@compute @workgroup_size(QUADS, LINES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let corner = group.xy * tile();
  let sample = group.z;
  let size = vec2u(params.width, params.height);
  let threads = QUADS * LINES;
  if (GATED) {
    let whole = tileWith(DEPTH);
    let reach = i32(DEPTH * (KERNEL - 1u) / 2u);
    for (var i = thread; i < WHOLE; i += threads) {
      let at = vec2i(corner + vec2u(i % whole.x, i / whole.x)) - reach;
      var s = vec2f();
      if (step + 1u < params.steps && all(at >= vec2i()) && all(vec2u(at) < size)) {
        s = previousSpikes[(step * params.batch + sample) * (params.values / 2u) + u32(at.y) * params.width + u32(at.x)];
      }
      spikeTile[i] = s;
    }
    workgroupBarrier();
    if (DEPTH == 2u) {
      let inner = tileWith(1u);
      for (var i = QUAD * thread; i < HIDDENS; i += QUAD * threads) {
        let sums = firstConvolution(i / inner.x * whole.x + i % inner.x);
        for (var p = 0u; p < QUAD; p++) {
          let inTile = vec2i(vec2u(i % inner.x + p, i / inner.x)) - reach / 2;
          let at = vec2i(corner) + inTile;
          var h = vec4f();
          if (all(at >= vec2i()) && all(vec2u(at) < size)) {
            h = max(sums[p], vec4f());
            if (all(inTile >= vec2i()) && all(vec2u(inTile) < tile())) {
              hidden[((step * params.batch + sample) * params.height + u32(at.y)) * params.width + u32(at.x)] = h;
            }
          }
          hiddenTile[i + p] = h;
        }
      }
      workgroupBarrier();
    }
  }
  let place = corner + vec2u(QUAD * local.x, local.y);
  if (place.x >= params.width || place.y >= params.height) { return; }
  var given: mat4x4f;
  if (GATED) {
    let begin = local.y * tileWith(1u).x + QUAD * local.x;
    if (DEPTH == 2u) { given = secondConvolution(begin); } else { given = firstConvolution(begin); }
  }
  for (var p = 0u; p < QUAD; p++) { fire(sample, place + vec2u(p, 0u), given[p]); }
}
