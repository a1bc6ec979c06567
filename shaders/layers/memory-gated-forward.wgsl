// A GRU or an LSTM over all steps of a sequence. The drive is the product with the input, computed for all steps before.
//   GRU:  own = recurrent h[t-1] + bias;   r, u = sigmoid(drive + own);   n = tanh(drive + r own);   h[t] = (1 - u) n + u h[t-1]
//   LSTM: i, f, g, o = sigmoid, sigmoid, tanh, sigmoid of drive + recurrent h[t-1];   c[t] = f c[t-1] + i g;   h[t] = o tanh(c[t])
// Where `starts` is not 0 the state (h, c) is zeroed before the step. A row begins with its state in `carried`, and stores its final state
// there. One workgroup loops over all steps of one row or of four; a thread owns four units, whose state it holds.
//#include lib/surrogate
//#include lib/memory

override LSTM: u32 = 0u;

struct Params {
  steps: u32,
  rows: u32,
  driveColumns: u32,
  recurrentRows: u32,
  gateColumns: u32,
  biasColumns: u32,
  states: u32,
  keptWords: u32,
  keptGates: u32,   // offsets of stored values, in vec4: four of [steps, rows, units], r, u, n, own or i, f, g, o
  gateStride: u32,  // between them
  keptBefore: u32,  // [steps, rows, units], h before each step
  keptAfter: u32,   // the same, after each step
  keptCell: u32,    // the same, LSTM only
  keptInitial: u32, // [rows, units], the cell that is carried in, LSTM only
}

@group(0) @binding(0) var<storage, read> drive: array<vec4f>;         // [steps, rows, driveColumns]
@group(0) @binding(1) var<storage, read> starts: array<f32>;          // [steps, rows]
@group(0) @binding(2) var<storage, read> recurrent: array<vec4f>;     // [units, gates * units]
@group(0) @binding(3) var<storage, read> bias: array<vec4f>;          // [gates * units], GRU only
@group(0) @binding(4) var<storage, read_write> carried: array<vec4f>; // [rows, states]: h, c
@group(0) @binding(5) var<storage, read_write> kept: array<vec4f>;    // [keptWords]
@group(0) @binding(6) var<uniform> params: Params;

fn driven(at: vec4u, gate: u32) -> mat4x4f {
  let width = params.recurrentRows / 4u;
  var x = array<vec4f, 4>();
  for (var r = 0u; r < ROWS; r++) { x[r] = drive[at[r] + gate * width]; }
  return together(x);
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = rowsOf(group.x, params.rows);
  let width = params.recurrentRows / 4u;
  let stateWidth = params.states / 4u;
  let here = thread < width;
  let column = min(thread, width - 1u);
  var memory = array<vec4f, 4>();
  var cell = array<vec4f, 4>();
  for (var r = 0u; r < ROWS; r++) {
    memory[r] = carried[row[r] * stateWidth + column];
    if (LSTM == 1u) {
      cell[r] = carried[row[r] * stateWidth + width + column];
      if (here) { kept[params.keptInitial + row[r] * width + column] = cell[r]; }
    }
  }
  for (var t = 0u; t < params.steps; t++) {
    let now = t * params.rows + row;
    let at = now * width + column;
    let drives = now * (params.driveColumns / 4u) + column;
    for (var r = 0u; r < ROWS; r++) {
      if (starts[now[r]] != 0.0) {
        memory[r] = vec4f();
        cell[r] = vec4f();
      }
      if (here) {
        exchanged[ROWS * column + r] = memory[r];
        kept[params.keptBefore + at[r]] = memory[r];
      }
    }
    workgroupBarrier();

    if (LSTM == 1u) {
      let inward = heard(driven(drives, 0u), column);
      let forget = heard(driven(drives, 1u), width + column);
      let given = heard(driven(drives, 2u), 2u * width + column);
      let outward = heard(driven(drives, 3u), 3u * width + column);
      for (var r = 0u; r < ROWS; r++) {
        let i = logistic(inward[r]);
        let f = logistic(forget[r]);
        let g = tanhOf(given[r]);
        let o = logistic(outward[r]);
        cell[r] = fma(f, cell[r], i * g);
        memory[r] = o * tanhOf(cell[r]);
        if (here) {
          keepGates(at[r], i, f, g, o);
          kept[params.keptCell + at[r]] = cell[r];
        }
      }
    } else {
      let reset = heard(driven(drives, 0u), column);
      let update = heard(driven(drives, 1u), width + column);
      let own = heard(repeated(bias[2u * width + column]), 2u * width + column);
      let given = driven(drives, 2u);
      for (var r = 0u; r < ROWS; r++) {
        let open = logistic(reset[r] + bias[column]);
        let u = logistic(update[r] + bias[width + column]);
        let n = tanhOf(fma(open, own[r], given[r]));
        memory[r] = fma(u, memory[r] - n, n);
        if (here) { keepGates(at[r], open, u, n, own[r]); }
      }
    }
    for (var r = 0u; r < ROWS; r++) {
      if (here) { kept[params.keptAfter + at[r]] = memory[r]; }
    }
    workgroupBarrier();
  }
  if (here) {
    for (var r = 0u; r < ROWS; r++) {
      carried[row[r] * stateWidth + column] = memory[r];
      if (LSTM == 1u) { carried[row[r] * stateWidth + width + column] = cell[r]; }
    }
  }
}

fn keepGates(at: u32, first: vec4f, second: vec4f, third: vec4f, fourth: vec4f) {
  kept[params.keptGates + at] = first;
  kept[params.keptGates + params.gateStride + at] = second;
  kept[params.keptGates + 2u * params.gateStride + at] = third;
  kept[params.keptGates + 3u * params.gateStride + at] = fourth;
}
