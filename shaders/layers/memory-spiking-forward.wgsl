// Gated recurrent spiking neurons (GRSN) and leaky ones over all steps of a sequence, `inner` times a step. The drive is the product with
// the input, computed for all steps before; gates receive it, the neurons' own spikes of the previous (inner) step, or both.
//   F, I   = sigmoid(a), max(0, b);   a, b = drive (OF_INPUT) | bias + recurrent spikes[t-1] (OF_SPIKE) | drive + recurrent spikes[t-1] (OF_BOTH)
//   c[t]   = F c[t-1] + (1 - F) I
//   J      = c[t] | c[t] + drive (PROJECTION) | drive (no gates)
//   u[t]   = decay v[t-1] + (1 - decay) J;   spikes = u >= threshold;   v = u - threshold spikes | u (1 - spikes)
// Where `starts` is not 0 the state (v, c, spikes) is zeroed before the step. A row begins with its state in `carried`, and stores its final
// state there. One workgroup loops over all steps of one row or of four; a thread owns four units, whose state it holds.
//#include lib/surrogate
//#include lib/memory
//#include lib/memory-spiking

struct Params {
  steps: u32,
  rows: u32,
  driveColumns: u32,
  recurrentRows: u32,
  gateColumns: u32,
  biasColumns: u32,
  columns: u32, // units, padded
  states: u32,
  keptWords: u32,
  inner: u32,
  features: u32, // units
  threshold: f32,
  surrogateScale: f32,
  keptMembrane: u32, // offsets of stored values, in vec4: [steps * inner, rows, columns]
  keptSpikes: u32,   // the same
  keptCurrent: u32,  // the same, with gates only
  keptForget: u32,   // the same
  keptInput: u32,    // the same
  keptBefore: u32,   // spikes before each step, the same; only where gates receive them
  keptOutput: u32,   // [steps, rows, columns], the mean of the inner steps; only with several
  keptInitial: u32,  // [rows, states]
}

@group(0) @binding(0) var<storage, read> drive: array<vec4f>;         // [steps, rows, driveColumns]: of the forget gate, the input gate, the current
@group(0) @binding(1) var<storage, read> starts: array<f32>;          // [steps, rows]
@group(0) @binding(2) var<storage, read> recurrent: array<vec4f>;     // [units that spiked, 2 * columns], OF_SPIKE and OF_BOTH only
@group(0) @binding(3) var<storage, read> bias: array<vec4f>;          // [2 * columns], OF_SPIKE only
@group(0) @binding(4) var<storage, read> decay: array<vec4f>;         // [columns]
@group(0) @binding(5) var<storage, read_write> carried: array<vec4f>; // [rows, states]: v, and with gates c and spikes
@group(0) @binding(6) var<storage, read_write> kept: array<vec4f>;    // [keptWords]
@group(0) @binding(7) var<uniform> params: Params;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = rowsOf(group.x, params.rows);
  let width = params.columns / 4u;
  let driveWidth = params.driveColumns / 4u;
  let stateWidth = params.states / 4u;
  let here = thread < width;
  let column = min(thread, width - 1u);
  let real = realOf(column, params.features);
  let leak = decayOf(decay[column]);
  var left = array<vec4f, 4>(); // potential after the reset
  var current = array<vec4f, 4>();
  var spikes = array<vec4f, 4>();
  for (var r = 0u; r < ROWS; r++) {
    let source = row[r] * stateWidth + column;
    left[r] = carried[source];
    if (here) { kept[params.keptInitial + source] = left[r]; }
    if (GATES != NONE) {
      current[r] = carried[source + width];
      spikes[r] = carried[source + 2u * width];
      if (here) {
        kept[params.keptInitial + source + width] = current[r];
        kept[params.keptInitial + source + 2u * width] = spikes[r];
      }
    }
  }
  for (var t = 0u; t < params.steps; t++) {
    let now = t * params.rows + row;
    var forGates = array<vec4f, 4>(); // drives
    var forInput = array<vec4f, 4>();
    var forCurrent = array<vec4f, 4>();
    var sum = array<vec4f, 4>();
    for (var r = 0u; r < ROWS; r++) {
      let source = now[r] * driveWidth + column;
      if (GATES == OF_INPUT || GATES == OF_BOTH) {
        forGates[r] = drive[source];
        forInput[r] = drive[source + width];
      }
      if (GATES == OF_SPIKE) {
        forGates[r] = bias[column];
        forInput[r] = bias[column + width];
      }
      if (PROJECTION == 1u) { forCurrent[r] = drive[source + driveWidth - width]; }
      if (ZEROED == 1u || starts[now[r]] != 0.0) {
        left[r] = vec4f();
        current[r] = vec4f();
        spikes[r] = vec4f();
      }
    }
    for (var i = 0u; i < params.inner; i++) {
      let at = ((t * params.inner + i) * params.rows + row) * width + column;
      var forget = forGates;
      var inward = forInput;
      if (GATES == OF_SPIKE || GATES == OF_BOTH) {
        for (var r = 0u; r < ROWS; r++) {
          if (here) {
            exchanged[ROWS * column + r] = spikes[r];
            kept[params.keptBefore + at[r]] = spikes[r];
          }
        }
        workgroupBarrier();
        let first = heard(together(forGates), column);
        let second = heard(together(forInput), width + column);
        for (var r = 0u; r < ROWS; r++) {
          forget[r] = first[r];
          inward[r] = second[r];
        }
        workgroupBarrier();
      }
      for (var r = 0u; r < ROWS; r++) {
        var driven = forCurrent[r];
        if (GATES != NONE) {
          let f = logistic(forget[r]);
          let g = max(inward[r], vec4f());
          current[r] = fma(f, current[r] - g, g);
          driven += current[r];
          if (here) {
            kept[params.keptCurrent + at[r]] = current[r];
            kept[params.keptForget + at[r]] = f;
            kept[params.keptInput + at[r]] = g;
          }
        }
        let potential = fma(leak, left[r] - driven, driven);
        spikes[r] = firedAt(potential, params.threshold, params.surrogateScale, real);
        left[r] = afterReset(potential, spikes[r], params.threshold);
        sum[r] += spikes[r];
        if (here) {
          kept[params.keptMembrane + at[r]] = potential;
          kept[params.keptSpikes + at[r]] = spikes[r];
        }
      }
    }
    if (params.inner > 1u && here) {
      for (var r = 0u; r < ROWS; r++) { kept[params.keptOutput + now[r] * width + column] = sum[r] / f32(params.inner); }
    }
  }
  if (here) {
    for (var r = 0u; r < ROWS; r++) {
      let to = row[r] * stateWidth + column;
      carried[to] = left[r];
      if (GATES != NONE) {
        carried[to + width] = current[r];
        carried[to + 2u * width] = spikes[r];
      }
    }
  }
}
