// A latent model over time: at each step the encoder's posterior, a latent drawn from it, and the memory that follows, which the next
// step's encoder sees. The drives are the products with the features of the stimulus, made for all steps before.
//   [mean, logVariance][t] = encoderDrive[t] + encoderMemory h[t-1]      where the encoder has a hidden layer: W relu(..) + b
//   z[t]                   = mean + exp(logVariance / 2) noise[t]
//   TANH, RELU: h[t] = act(memoryDrive[t] + memoryLatent z[t] + memoryMemory h[t-1])    with a hidden layer: act(W relu(..) + b)
//   GRU:  r, u = sigmoid(..), n = tanh(memoryDrive + memoryLatent z + r (memoryMemory h[t-1] + bias)), h[t] = (1 - u) n + u h[t-1]
//   LSTM: i, f, o = sigmoid(..), g = tanh(..), c[t] = f c[t-1] + i g, h[t] = o tanh(c[t])
// One workgroup walks all steps of one row; a lane owns columns of four. Sums are in ascending index. What prior, decoder and the way
// back need is kept; a row begins with what `carried` holds of it, and leaves there what it ends with.
//#include lib/latent

override LANES: u32 = 64u;

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
  encoderMemory: u32,  // where weights begin, in vec4: [memory, encoderColumns]
  encoderOut: u32,     // [encoderColumns, posterior]
  encoderOutBias: u32, // [posterior]
  memoryMemory: u32,   // [memory, gateColumns]
  memoryBias: u32,     // [gateColumns], GRU only
  memoryLatent: u32,   // [latents, gateColumns]
  memoryOut: u32,      // [gateColumns, memory]
  memoryOutBias: u32,  // [memory]
  keptMemory: u32,     // where what is kept begins, in vec4: [steps, rows, memory], before each step
  keptAfter: u32,      // [steps, rows, memory], behind each step
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
@group(0) @binding(5) var<storage, read_write> kept: array<vec4f>;    // [rows, keptWords], whose sections lie one after the other
@group(0) @binding(6) var<uniform> params: Params;

var<workgroup> memory: array<vec4f, 64>;
var<workgroup> cell: array<vec4f, 64>;
var<workgroup> hidden: array<vec4f, 64>;    // of the encoder
var<workgroup> posterior: array<vec4f, 32>;
var<workgroup> latent: array<vec4f, 16>;
var<workgroup> gates: array<vec4f, 256>;

// One column of four of a product with four rows of weights.
fn fourRows(start: vec4f, x: vec4f, at: u32, columns: u32) -> vec4f {
  var sum = fma(vec4f(x.x), weights[at], start);
  sum = fma(vec4f(x.y), weights[at + columns], sum);
  sum = fma(vec4f(x.z), weights[at + 2u * columns], sum);
  return fma(vec4f(x.w), weights[at + 3u * columns], sum);
}

fn ofMemory(start: vec4f, at: u32, columns: u32, size: u32) -> vec4f {
  var sum = start;
  for (var k = 0u; k < size; k++) { sum = fourRows(sum, memory[k], at + 4u * k * columns, columns); }
  return sum;
}

fn ofHidden(start: vec4f, at: u32, columns: u32, size: u32) -> vec4f {
  var sum = start;
  for (var k = 0u; k < size; k++) { sum = fourRows(sum, hidden[k], at + 4u * k * columns, columns); }
  return sum;
}

fn ofGates(start: vec4f, at: u32, columns: u32, size: u32) -> vec4f {
  var sum = start;
  for (var k = 0u; k < size; k++) { sum = fourRows(sum, gates[k], at + 4u * k * columns, columns); }
  return sum;
}

// Adds the product with the latent to the drive of one column of the gates.
fn ofLatent(start: vec4f, column: u32, columns: u32, size: u32) -> vec4f {
  var sum = start;
  if (LATENT == 0u) { return sum; }
  for (var k = 0u; k < size; k++) { sum = fourRows(sum, latent[k], params.memoryLatent + column + 4u * k * columns, columns); }
  return sum;
}

// Four latents from `first` on; past the last one 0.
fn drawn(first: u32, given: vec4f) -> vec4f {
  var z = vec4f();
  for (var i = 0u; i < 4u; i++) {
    let j = first + i;
    if (j < params.latents) {
      let l = params.latents + j;
      z[i] = fma(exp(0.5 * posterior[l / 4u][l % 4u]), given[i], posterior[j / 4u][j % 4u]);
    }
  }
  return z;
}

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = group.x;
  let encoderWidth = params.encoderColumns / 4u;
  let gateWidth = params.gateColumns / 4u;
  let latentWidth = (params.latents + 3u) / 4u;
  let posteriorWidth = (2u * params.latents + 3u) / 4u;
  let stateWidth = params.states / 4u;
  let size = select(stateWidth, stateWidth / 2u, CELL == LSTM);
  for (var c = lane; c < size; c += LANES) {
    memory[c] = carried[row * stateWidth + c];
    if (CELL == LSTM) {
      cell[c] = carried[row * stateWidth + size + c];
      kept[params.keptCell + row * size + c] = cell[c];
    }
  }
  workgroupBarrier();
  for (var t = 0u; t < params.steps; t++) {
    let at = t * params.rows + row;
    // Rows that see one stimulus share its products.
    let encoderAt = (t * params.encoderRows + min(row, params.encoderRows - 1u)) * encoderWidth;
    let driveAt = (t * params.gateRows + min(row, params.gateRows - 1u)) * gateWidth;
    if (LATENT == 1u) {
      for (var c = lane; c < encoderWidth; c += LANES) {
        let sum = ofMemory(encoderDrive[encoderAt + c], params.encoderMemory + c, encoderWidth, size);
        if (ENCODER_HIDDEN == 1u) {
          hidden[c] = max(sum, vec4f());
          kept[params.keptHidden + at * encoderWidth + c] = hidden[c];
        } else {
          posterior[c] = sum;
        }
      }
    }
    if (CELL != NONE) {
      for (var c = lane; c < gateWidth; c += LANES) {
        var start = memoryDrive[driveAt + c];
        if (CELL == GRU) { start = weights[params.memoryBias + c] + select(start, vec4f(), c >= 2u * size); }
        gates[c] = ofMemory(start, params.memoryMemory + c, gateWidth, size);
      }
    }
    workgroupBarrier();

    if (LATENT == 1u && ENCODER_HIDDEN == 1u) {
      for (var c = lane; c < posteriorWidth; c += LANES) {
        posterior[c] = ofHidden(weights[params.encoderOutBias + c], params.encoderOut + c, posteriorWidth, encoderWidth);
      }
    }
    workgroupBarrier();

    if (LATENT == 1u) {
      let joined = params.keptJoined + at * (latentWidth + size);
      for (var c = lane; c < posteriorWidth; c += LANES) { kept[params.keptPosterior + at * posteriorWidth + c] = posterior[c]; }
      for (var c = lane; c < latentWidth; c += LANES) {
        latent[c] = drawn(4u * c, noise[at * latentWidth + c]);
        kept[params.keptLatent + at * latentWidth + c] = latent[c];
        kept[joined + c] = latent[c];
      }
      for (var c = lane; c < size; c += LANES) { kept[joined + latentWidth + c] = memory[c]; }
    }
    workgroupBarrier();

    if (MEMORY_HIDDEN == 1u) {
      for (var c = lane; c < gateWidth; c += LANES) {
        gates[c] = max(ofLatent(gates[c], c, gateWidth, latentWidth), vec4f());
        kept[params.keptGates + at * gateWidth + c] = gates[c];
      }
    }
    workgroupBarrier();

    let gatesAt = params.keptGates + at * gateWidth;
    for (var c = lane; c < size; c += LANES) {
      kept[params.keptMemory + at * size + c] = memory[c];
      if (CELL == GRU) {
        let r = logistic(ofLatent(gates[c], c, gateWidth, latentWidth));
        let u = logistic(ofLatent(gates[size + c], size + c, gateWidth, latentWidth));
        let own = gates[2u * size + c];
        let drive = memoryDrive[driveAt + 2u * size + c];
        let n = tanhOf(fma(r, own, ofLatent(drive, 2u * size + c, gateWidth, latentWidth)));
        memory[c] = fma(u, memory[c] - n, n);
        let four = params.keptGates + at * 4u * size + c;
        kept[four] = r;
        kept[four + size] = u;
        kept[four + 2u * size] = n;
        kept[four + 3u * size] = own;
      } else if (CELL == LSTM) {
        let i = logistic(ofLatent(gates[c], c, gateWidth, latentWidth));
        let f = logistic(ofLatent(gates[size + c], size + c, gateWidth, latentWidth));
        let g = tanhOf(ofLatent(gates[2u * size + c], 2u * size + c, gateWidth, latentWidth));
        let o = logistic(ofLatent(gates[3u * size + c], 3u * size + c, gateWidth, latentWidth));
        cell[c] = fma(f, cell[c], i * g);
        memory[c] = o * tanhOf(cell[c]);
        kept[gatesAt + c] = i;
        kept[gatesAt + size + c] = f;
        kept[gatesAt + 2u * size + c] = g;
        kept[gatesAt + 3u * size + c] = o;
        kept[params.keptCell + (at + params.rows) * size + c] = cell[c];
      } else if (CELL != NONE) {
        if (MEMORY_HIDDEN == 1u) {
          memory[c] = squashed(ofGates(weights[params.memoryOutBias + c], params.memoryOut + c, size, gateWidth));
        } else {
          memory[c] = squashed(ofLatent(gates[c], c, gateWidth, latentWidth));
        }
      }
      kept[params.keptAfter + at * size + c] = memory[c];
    }
    workgroupBarrier();
  }
  for (var c = lane; c < size; c += LANES) {
    carried[row * stateWidth + c] = memory[c];
    if (CELL == LSTM) { carried[row * stateWidth + size + c] = cell[c]; }
  }
}
