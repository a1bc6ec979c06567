// Backward of memory-spiking-forward, from the last step to the first; g(x) stands for dL/dx. No gradient passes the start of a
// sequence, and none reaches the state that was carried in.
//   g(spikes) = outputGrad / inner + recurrent g(a, b) of the next step
//   g(u)      = g(v) + (g(spikes) - threshold g(v)) slope | g(v) (1 - spikes) + (g(spikes) - u g(v)) slope
//   g(J)      = (1 - decay) g(u);   g(c) += g(J)
//   g(a)      = g(c) (c[t-1] - I) F (1 - F);   g(b) = g(c) (1 - F) where I > 0
//   before:     g(c) F,  decay g(u);   of the decay's logit: decay g(u) (v[t-1] - u), since u = v + (1 - decay) (J - v)
// One workgroup owns one row or four; a thread owns four units. Weight gradients are products over all steps afterwards.
//#include lib/surrogate
//#include lib/memory
//#include lib/memory-spiking

struct Params {
  keptWords: u32,
  steps: u32,
  rows: u32,
  recurrentRows: u32,
  gateColumns: u32,
  columns: u32, // units, padded
  driveColumns: u32,
  gateSteps: u32,
  gateRows: u32,
  partialRows: u32,
  partialColumns: u32,
  inner: u32,
  features: u32, // units
  states: u32,
  threshold: f32,
  surrogateScale: f32,
  keptMembrane: u32, // as in memory-spiking-forward
  keptSpikes: u32,
  keptCurrent: u32,
  keptForget: u32,
  keptInput: u32,
  keptBefore: u32,
  keptOutput: u32,
  keptInitial: u32,
}

@group(0) @binding(0) var<storage, read> kept: array<vec4f>;               // [keptWords]
@group(0) @binding(1) var<storage, read> starts: array<f32>;               // [steps, rows]
@group(0) @binding(2) var<storage, read> recurrent: array<vec4f>;          // [units that spiked, 2 * columns], OF_SPIKE and OF_BOTH only
@group(0) @binding(3) var<storage, read> decay: array<vec4f>;              // [columns]
@group(0) @binding(4) var<storage, read> outputGrad: array<vec4f>;         // [steps, rows, columns]
@group(0) @binding(5) var<storage, read_write> driveGrad: array<vec4f>;    // [steps, rows, driveColumns]
@group(0) @binding(6) var<storage, read_write> gateGrads: array<vec4f>;    // [steps * inner, rows, 2 * columns], OF_SPIKE and OF_BOTH only
@group(0) @binding(7) var<storage, read_write> decayPartial: array<vec4f>; // [rows, columns], of the logits; LEARNED only
@group(0) @binding(8) var<uniform> params: Params;

struct Before {
  left: vec4f,
  current: vec4f,
}

// The state of row r before the inner step whose stored values are at `at`; `first`: whether it is the first of all.
fn stateBefore(at: u32, first: bool, row: u32, column: u32) -> Before {
  let width = params.columns / 4u;
  if (first) {
    let source = params.keptInitial + row * (params.states / 4u) + column;
    if (GATES == NONE) { return Before(kept[source], vec4f()); }
    return Before(kept[source], kept[source + width]);
  }
  let last = at - params.rows * width;
  let left = afterReset(kept[params.keptMembrane + last], kept[params.keptSpikes + last], params.threshold);
  if (GATES == NONE) { return Before(left, vec4f()); }
  return Before(left, kept[params.keptCurrent + last]);
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = rowsOf(group.x, params.rows);
  let width = params.columns / 4u;
  let driveWidth = params.driveColumns / 4u;
  let here = thread < width;
  let column = min(thread, width - 1u);
  let real = realOf(column, params.features);
  let leak = decayOf(decay[column]);
  var toLeft = array<vec4f, 4>(); // g of the state after the step
  var toCurrent = array<vec4f, 4>();
  var toSpikes = array<vec4f, 4>();
  var ofLeak = array<vec4f, 4>();
  for (var i = 0u; i < params.steps; i++) {
    let t = params.steps - 1u - i;
    let now = t * params.rows + row;
    var ofForget = array<vec4f, 4>(); // gradients of the drives, summed over the inner steps
    var ofInput = array<vec4f, 4>();
    var ofCurrent = array<vec4f, 4>();
    var given = array<vec4f, 4>();
    var cut = array<bool, 4>();
    for (var r = 0u; r < ROWS; r++) {
      given[r] = outputGrad[now[r] * width + column] / f32(params.inner);
      cut[r] = ZEROED == 1u || starts[now[r]] != 0.0;
    }
    for (var j = 0u; j < params.inner; j++) {
      let step = t * params.inner + params.inner - 1u - j;
      let at = (step * params.rows + row) * width + column;
      var toForget = array<vec4f, 4>();
      var toInput = array<vec4f, 4>();
      let begins = j == params.inner - 1u;
      for (var r = 0u; r < ROWS; r++) {
        var before = Before();
        if (!(begins && cut[r])) { before = stateBefore(at[r], step == 0u, row[r], column); }
        let potential = kept[params.keptMembrane + at[r]];
        let slope = real * surrogateSlope(SURROGATE, params.surrogateScale, potential - params.threshold);
        let g = given[r] + toSpikes[r];
        var ofPotential = vec4f();
        if (HARD == 1u) {
          ofPotential = fma(fma(-potential, toLeft[r], g), slope, toLeft[r] * (1.0 - kept[params.keptSpikes + at[r]]));
        } else {
          ofPotential = fma(fma(vec4f(-params.threshold), toLeft[r], g), slope, toLeft[r]);
        }
        ofLeak[r] = fma(ofPotential, before.left - potential, ofLeak[r]);
        let driven = (1.0 - leak) * ofPotential;
        ofCurrent[r] += driven;
        toLeft[r] = leak * ofPotential;
        if (GATES != NONE) {
          let f = kept[params.keptForget + at[r]];
          let inward = kept[params.keptInput + at[r]];
          let ofSum = toCurrent[r] + driven;
          let first = ofSum * (before.current - inward) * f * (1.0 - f);
          let second = select(vec4f(), ofSum * (1.0 - f), inward > vec4f());
          ofForget[r] += first;
          ofInput[r] += second;
          toCurrent[r] = ofSum * f;
          toForget[r] = first;
          toInput[r] = second;
        }
        if (begins && cut[r]) {
          toLeft[r] = vec4f();
          toCurrent[r] = vec4f();
        }
      }
      if (GATES == OF_SPIKE || GATES == OF_BOTH) {
        for (var r = 0u; r < ROWS; r++) {
          if (here) {
            exchanged[ROWS * column + r] = toForget[r];
            exchanged[ROWS * (width + column) + r] = toInput[r];
            let to = (step * params.rows + row[r]) * 2u * width + column;
            gateGrads[to] = toForget[r];
            gateGrads[to + width] = toInput[r];
          }
        }
        workgroupBarrier();
        let back = sentBack(mat4x4f(), column);
        workgroupBarrier();
        for (var r = 0u; r < ROWS; r++) { toSpikes[r] = select(back[r], vec4f(), begins && cut[r]); }
      }
    }
    if (here) {
      for (var r = 0u; r < ROWS; r++) {
        let to = now[r] * driveWidth + column;
        if (GATES == OF_INPUT || GATES == OF_BOTH) {
          driveGrad[to] = ofForget[r];
          driveGrad[to + width] = ofInput[r];
        }
        if (PROJECTION == 1u) { driveGrad[to + driveWidth - width] = ofCurrent[r]; }
      }
    }
  }
  if (LEARNED == 1u && here) {
    for (var r = 0u; r < ROWS; r++) { decayPartial[row[r] * width + column] = leak * ofLeak[r]; }
  }
}
