// A latent model over time: at each step the encoder's posterior, a latent drawn from it, and the updated memory, which the next
// step's encoder receives. The drives are the products with the features of the stimulus, computed for all steps before.
//   [mean, logVariance][t] = encoderDrive[t] + encoderMemory h[t-1]      where the encoder has a hidden layer: W relu(..) + b
//   z[t]                   = mean + exp(logVariance / 2) noise[t]
//   TANH, RELU: h[t] = act(memoryDrive[t] + memoryLatent z[t] + memoryMemory h[t-1])    with a hidden layer: act(W relu(..) + b)
//   GRU:  r, u = sigmoid(..), n = tanh(memoryDrive + memoryLatent z + r (memoryMemory h[t-1] + bias)), h[t] = (1 - u) n + u h[t-1]
//   LSTM: i, f, o = sigmoid(..), g = tanh(..), c[t] = f c[t-1] + i g, h[t] = o tanh(c[t])
// One workgroup loops over all steps of four rows, so that weights are read once for all four; a thread owns columns in groups of four. Past
// its end a batch repeats its last row, in the same invocation. Sums are in ascending index. Values that prior, decoder and backward pass need
// are stored; a row begins with its state in `carried`, and stores its final state there.
//#include lib/latent

override THREADS: u32 = 64u;
// Sizes of the arrays in workgroup memory for four rows, in vec4.
override MEMORY: u32 = 64u;
override CELLS: u32 = 64u;     // LSTM only
override HIDDEN: u32 = 64u;    // of the encoder
override POSTERIOR: u32 = 64u;
override LATENTS: u32 = 64u;
override GATES: u32 = 256u;

struct Params {
  encoderSteps: u32,
  encoderRows: u32,
  encoderColumns: u32,
  gateSteps: u32,
  gateRows: u32,
  gateColumns: u32,
  noiseSteps: u32,
  noiseRows: u32,
  noiseColumns: u32,
  words: u32,
  rows: u32,
  states: u32,
  keptWords: u32, // of a row
  steps: u32,
  latents: u32,        // without padding
  encoderMemory: u32,  // offsets of weights, in vec4: [memory, encoderColumns]
  encoderOut: u32,     // [encoderColumns, posterior]
  encoderOutBias: u32, // [posterior]
  memoryMemory: u32,   // [memory, gateColumns]
  memoryBias: u32,     // [gateColumns], GRU only
  memoryLatent: u32,   // [latents, gateColumns]
  memoryOut: u32,      // [gateColumns, memory]
  memoryOutBias: u32,  // [memory]
  keptMemory: u32,     // offsets of stored values, in vec4: [steps, rows, memory], before each step
  keptAfter: u32,      // [steps, rows, memory], after each step
  keptCell: u32,       // [steps + 1, rows, memory], the first before the first step; LSTM only
  keptJoined: u32,     // [steps, rows, latents and memory before the step]
  keptPosterior: u32,  // [steps, rows, means and log variances]
  keptLatent: u32,     // [steps, rows, latents]
  keptHidden: u32,     // [steps, rows, encoderColumns]
  keptGates: u32,      // [steps, rows, gateColumns]; of a GRU r, u, n and the product in n
}

@group(0) @binding(0) var<storage, read> encoderDrive: array<vec4f>;  // [encoderSteps, encoderRows or 1, encoderColumns]
@group(0) @binding(1) var<storage, read> memoryDrive: array<vec4f>;   // [gateSteps, gateRows or 1, gateColumns]
@group(0) @binding(2) var<storage, read> noise: array<vec4f>;         // [noiseSteps, noiseRows, noiseColumns]
@group(0) @binding(3) var<storage, read> weights: array<vec4f>;       // [words]
@group(0) @binding(4) var<storage, read_write> carried: array<vec4f>; // [rows, states]
@group(0) @binding(5) var<storage, read_write> kept: array<vec4f>;    // [rows, keptWords], whose sections are consecutive
@group(0) @binding(6) var<uniform> params: Params;

var<workgroup> memory: array<vec4f, MEMORY>; // four units, row after row
var<workgroup> cell: array<vec4f, CELLS>;
var<workgroup> hidden: array<vec4f, HIDDEN>;
var<workgroup> posterior: array<vec4f, POSTERIOR>;
var<workgroup> latent: array<vec4f, LATENTS>;
var<workgroup> gates: array<vec4f, GATES>;

fn addedTo(sum: vec4f, x: vec4f, w: mat4x4f) -> vec4f {
  return fma(vec4f(x.w), w[3], fma(vec4f(x.z), w[2], fma(vec4f(x.y), w[1], fma(vec4f(x.x), w[0], sum))));
}

// One column of four of a product with four rows of weights, for four rows of the batch.
fn times(sums: mat4x4f, x: mat4x4f, at: u32, columns: u32) -> mat4x4f {
  let w = mat4x4f(weights[at], weights[at + columns], weights[at + 2u * columns], weights[at + 3u * columns]);
  return mat4x4f(addedTo(sums[0], x[0], w), addedTo(sums[1], x[1], w), addedTo(sums[2], x[2], w), addedTo(sums[3], x[3], w));
}

fn memoryAt(k: u32) -> mat4x4f { return mat4x4f(memory[4u * k], memory[4u * k + 1u], memory[4u * k + 2u], memory[4u * k + 3u]); }
fn hiddenAt(k: u32) -> mat4x4f { return mat4x4f(hidden[4u * k], hidden[4u * k + 1u], hidden[4u * k + 2u], hidden[4u * k + 3u]); }
fn latentAt(k: u32) -> mat4x4f { return mat4x4f(latent[4u * k], latent[4u * k + 1u], latent[4u * k + 2u], latent[4u * k + 3u]); }
fn gatesAt(k: u32) -> mat4x4f { return mat4x4f(gates[4u * k], gates[4u * k + 1u], gates[4u * k + 2u], gates[4u * k + 3u]); }
fn posteriorAt(k: u32) -> mat4x4f {
  return mat4x4f(posterior[4u * k], posterior[4u * k + 1u], posterior[4u * k + 2u], posterior[4u * k + 3u]);
}

fn ofMemory(start: mat4x4f, at: u32, columns: u32, size: u32) -> mat4x4f {
  var sums = start;
  for (var k = 0u; k < size; k++) { sums = times(sums, memoryAt(k), at + 4u * k * columns, columns); }
  return sums;
}
fn ofHidden(start: mat4x4f, at: u32, columns: u32, size: u32) -> mat4x4f {
  var sums = start;
  for (var k = 0u; k < size; k++) { sums = times(sums, hiddenAt(k), at + 4u * k * columns, columns); }
  return sums;
}
fn ofGates(start: mat4x4f, at: u32, columns: u32, size: u32) -> mat4x4f {
  var sums = start;
  for (var k = 0u; k < size; k++) { sums = times(sums, gatesAt(k), at + 4u * k * columns, columns); }
  return sums;
}

// Adds the product with the latent to the drive of one column of the gates.
fn ofLatent(start: mat4x4f, column: u32, columns: u32, size: u32) -> mat4x4f {
  var sums = start;
  if (LATENT == 0u) { return sums; }
  for (var k = 0u; k < size; k++) { sums = times(sums, latentAt(k), params.memoryLatent + column + 4u * k * columns, columns); }
  return sums;
}

fn positive(x: mat4x4f) -> mat4x4f { return mat4x4f(max(x[0], vec4f()), max(x[1], vec4f()), max(x[2], vec4f()), max(x[3], vec4f())); }
fn repeated(x: vec4f) -> mat4x4f { return mat4x4f(x, x, x, x); }

// The same column of four rows of a tensor.
fn encoderDriven(at: vec4u) -> mat4x4f { return mat4x4f(encoderDrive[at.x], encoderDrive[at.y], encoderDrive[at.z], encoderDrive[at.w]); }
fn memoryDriven(at: vec4u) -> mat4x4f { return mat4x4f(memoryDrive[at.x], memoryDrive[at.y], memoryDrive[at.z], memoryDrive[at.w]); }
fn keep(at: vec4u, x: mat4x4f) {
  kept[at.x] = x[0];
  kept[at.y] = x[1];
  kept[at.z] = x[2];
  kept[at.w] = x[3];
}

// Four latents of row r from 4 c on; past the last one 0.
fn drawn(c: u32, r: u32, given: vec4f) -> vec4f {
  var z = vec4f();
  for (var i = 0u; i < 4u; i++) {
    let j = 4u * c + i;
    if (j < params.latents) {
      let l = params.latents + j;
      z[i] = fma(exp(0.5 * posterior[l / 4u * 4u + r][l % 4u]), given[i], posterior[j / 4u * 4u + r][j % 4u]);
    }
  }
  return z;
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = min(group.x * 4u + vec4u(0u, 1u, 2u, 3u), vec4u(params.rows - 1u));
  let encoderWidth = params.encoderColumns / 4u;
  let gateWidth = params.gateColumns / 4u;
  let latentWidth = (params.latents + 3u) / 4u;
  let posteriorWidth = (2u * params.latents + 3u) / 4u;
  let stateWidth = params.states / 4u;
  let size = select(stateWidth, stateWidth / 2u, CELL == LSTM);
  for (var c = thread; c < size; c += THREADS) {
    for (var r = 0u; r < 4u; r++) {
      memory[4u * c + r] = carried[row[r] * stateWidth + c];
      if (CELL == LSTM) {
        cell[4u * c + r] = carried[row[r] * stateWidth + size + c];
        kept[params.keptCell + row[r] * size + c] = cell[4u * c + r];
      }
    }
  }
  workgroupBarrier();
  for (var t = 0u; t < params.steps; t++) {
    let at = t * params.rows + row;
    // Rows that see one stimulus share its products.
    let encoderFrom = (t * params.encoderRows + min(row, vec4u(params.encoderRows - 1u))) * encoderWidth;
    let driveFrom = (t * params.gateRows + min(row, vec4u(params.gateRows - 1u))) * gateWidth;
    if (LATENT == 1u) {
      for (var c = thread; c < encoderWidth; c += THREADS) {
        let sums = ofMemory(encoderDriven(encoderFrom + c), params.encoderMemory + c, encoderWidth, size);
        if (ENCODER_HIDDEN == 1u) {
          let made = positive(sums);
          keep(params.keptHidden + at * encoderWidth + c, made);
          for (var r = 0u; r < 4u; r++) { hidden[4u * c + r] = made[r]; }
        } else {
          for (var r = 0u; r < 4u; r++) { posterior[4u * c + r] = sums[r]; }
        }
      }
    }
    if (CELL != NONE) {
      for (var c = thread; c < gateWidth; c += THREADS) {
        var start = memoryDriven(driveFrom + c);
        if (CELL == GRU) {
          let bias = repeated(weights[params.memoryBias + c]);
          start = select(1.0, 0.0, c >= 2u * size) * start + bias;
        }
        let sums = ofMemory(start, params.memoryMemory + c, gateWidth, size);
        for (var r = 0u; r < 4u; r++) { gates[4u * c + r] = sums[r]; }
      }
    }
    workgroupBarrier();

    if (LATENT == 1u && ENCODER_HIDDEN == 1u) {
      for (var c = thread; c < posteriorWidth; c += THREADS) {
        let sums = ofHidden(repeated(weights[params.encoderOutBias + c]), params.encoderOut + c, posteriorWidth, encoderWidth);
        for (var r = 0u; r < 4u; r++) { posterior[4u * c + r] = sums[r]; }
      }
    }
    workgroupBarrier();

    if (LATENT == 1u) {
      let joined = params.keptJoined + at * (latentWidth + size);
      for (var c = thread; c < posteriorWidth; c += THREADS) { keep(params.keptPosterior + at * posteriorWidth + c, posteriorAt(c)); }
      for (var c = thread; c < latentWidth; c += THREADS) {
        for (var r = 0u; r < 4u; r++) { latent[4u * c + r] = drawn(c, r, noise[at[r] * latentWidth + c]); }
        keep(params.keptLatent + at * latentWidth + c, latentAt(c));
        keep(joined + c, latentAt(c));
      }
      for (var c = thread; c < size; c += THREADS) { keep(joined + latentWidth + c, memoryAt(c)); }
    }
    workgroupBarrier();

    if (MEMORY_HIDDEN == 1u) {
      for (var c = thread; c < gateWidth; c += THREADS) {
        let made = positive(ofLatent(gatesAt(c), c, gateWidth, latentWidth));
        keep(params.keptGates + at * gateWidth + c, made);
        for (var r = 0u; r < 4u; r++) { gates[4u * c + r] = made[r]; }
      }
    }
    workgroupBarrier();

    let gatesFrom = params.keptGates + at * gateWidth;
    for (var c = thread; c < size; c += THREADS) {
      keep(params.keptMemory + at * size + c, memoryAt(c));
      if (CELL == GRU) {
        let reset = ofLatent(gatesAt(c), c, gateWidth, latentWidth);
        let update = ofLatent(gatesAt(size + c), size + c, gateWidth, latentWidth);
        let drive = ofLatent(memoryDriven(driveFrom + 2u * size + c), 2u * size + c, gateWidth, latentWidth);
        for (var i = 0u; i < 4u; i++) {
          let r = logistic(reset[i]);
          let u = logistic(update[i]);
          let own = gates[4u * (2u * size + c) + i];
          let n = tanhOf(fma(r, own, drive[i]));
          memory[4u * c + i] = fma(u, memory[4u * c + i] - n, n);
          let four = params.keptGates + at[i] * 4u * size + c;
          kept[four] = r;
          kept[four + size] = u;
          kept[four + 2u * size] = n;
          kept[four + 3u * size] = own;
        }
      } else if (CELL == LSTM) {
        let inward = ofLatent(gatesAt(c), c, gateWidth, latentWidth);
        let forget = ofLatent(gatesAt(size + c), size + c, gateWidth, latentWidth);
        let given = ofLatent(gatesAt(2u * size + c), 2u * size + c, gateWidth, latentWidth);
        let outward = ofLatent(gatesAt(3u * size + c), 3u * size + c, gateWidth, latentWidth);
        for (var r = 0u; r < 4u; r++) {
          let i = logistic(inward[r]);
          let f = logistic(forget[r]);
          let g = tanhOf(given[r]);
          let o = logistic(outward[r]);
          let next = fma(f, cell[4u * c + r], i * g);
          cell[4u * c + r] = next;
          memory[4u * c + r] = o * tanhOf(next);
          kept[gatesFrom[r] + c] = i;
          kept[gatesFrom[r] + size + c] = f;
          kept[gatesFrom[r] + 2u * size + c] = g;
          kept[gatesFrom[r] + 3u * size + c] = o;
          kept[params.keptCell + (at[r] + params.rows) * size + c] = next;
        }
      } else if (CELL != NONE) {
        var sums = mat4x4f();
        if (MEMORY_HIDDEN == 1u) {
          sums = ofGates(repeated(weights[params.memoryOutBias + c]), params.memoryOut + c, size, gateWidth);
        } else {
          sums = ofLatent(gatesAt(c), c, gateWidth, latentWidth);
        }
        for (var r = 0u; r < 4u; r++) { memory[4u * c + r] = squashed(sums[r]); }
      }
      keep(params.keptAfter + at * size + c, memoryAt(c));
    }
    workgroupBarrier();
  }
  for (var c = thread; c < size; c += THREADS) {
    for (var r = 0u; r < 4u; r++) {
      carried[row[r] * stateWidth + c] = memory[4u * c + r];
      if (CELL == LSTM) { carried[row[r] * stateWidth + size + c] = cell[4u * c + r]; }
    }
  }
}
