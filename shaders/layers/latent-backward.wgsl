// Backward of latent-forward, from the last step to the first, all inside one workgroup: dL/dh goes from each step to the one before;
// truncated where the walk begins. g stands for the gradient of what follows.
//   memory:    g of the gates from g of h[t], by the slopes of the cell           -> memoryDriveGrad, memoryGateGrad (GRU: n times r)
//   latent:    gz = joinedGrad + memoryLatent g(gates)
//   posterior: g(mean) = gz + what the divergence adds;  g(logVariance) = gz (z - mean) / 2 + what the divergence adds   (in place)
//   encoder:   g through its hidden layer                                         -> encoderDriveGrad
//   h[t-1]:    joinedGrad + memoryGrad + encoderMemory g(encoder) + memoryMemory g(gates), and past the gates u g(h[t]) of a GRU
// Weight gradients are products over all steps afterwards. One workgroup walks one row. For products a row of weights is owned by several
// lanes, a part of its columns each, whose sums are added in order.
//#include lib/latent

override LANES: u32 = 64u;
override MEMORY_GRAD: u32 = 0u; // 1: memoryGrad is of the memory before each step; 2: of that behind it

struct Params {
  rows: u32,
  keptWords: u32, // of a row
  words: u32,
  joinedSteps: u32,
  joinedRows: u32,
  joinedColumns: u32,
  memorySteps: u32,
  memoryRows: u32,
  memoryColumns: u32,
  posteriorSteps: u32,
  posteriorRows: u32,
  posteriorColumns: u32,
  encoderSteps: u32,
  encoderRows: u32,
  encoderColumns: u32,
  gateSteps: u32,
  gateRows: u32,
  gateColumns: u32,
  gradWords: u32,
  steps: u32,
  latents: u32, // without padding
  encoderMemory: u32, // weights and what is kept, as in latent-forward
  encoderOut: u32,
  encoderOutBias: u32,
  memoryMemory: u32,
  memoryBias: u32,
  memoryLatent: u32,
  memoryOut: u32,
  memoryOutBias: u32,
  keptMemory: u32,
  keptAfter: u32,
  keptCell: u32,
  keptJoined: u32,
  keptPosterior: u32,
  keptLatent: u32,
  keptHidden: u32,
  keptGates: u32,
  size: u32,      // of the memory
  gateGrads: u32, // where in `grads`, in vec4: [steps, rows, gateColumns], of the product with the memory; GRU only
  outGrads: u32,  // [steps, rows, size], of what the memory's last layer gives; with a hidden layer only
}

@group(0) @binding(0) var<storage, read> kept: array<vec4f>;                 // [rows, keptWords], as latent-forward left it
@group(0) @binding(1) var<storage, read> weights: array<vec4f>;              // [words]
@group(0) @binding(2) var<storage, read> joinedGrad: array<vec4f>;           // [joinedSteps, joinedRows, joinedColumns]
@group(0) @binding(3) var<storage, read> memoryGrad: array<vec4f>;           // [memorySteps, memoryRows, memoryColumns]
@group(0) @binding(4) var<storage, read_write> posteriorGrad: array<vec4f>;  // [posteriorSteps, posteriorRows, posteriorColumns]
@group(0) @binding(5) var<storage, read_write> encoderDriveGrad: array<vec4f>; // [encoderSteps, encoderRows, encoderColumns]
@group(0) @binding(6) var<storage, read_write> memoryDriveGrad: array<vec4f>;  // [gateSteps, gateRows, gateColumns]
@group(0) @binding(7) var<storage, read_write> grads: array<vec4f>;          // [gradWords]
@group(0) @binding(8) var<uniform> params: Params;

var<workgroup> memory: array<vec4f, 64>;    // dL/dh behind the step, then before it
var<workgroup> cell: array<vec4f, 64>;      // dL/dc
var<workgroup> last: array<vec4f, 64>;      // of what the memory's last layer gives
var<workgroup> newer: array<vec4f, 64>;     // of a GRU's product in n
var<workgroup> hidden: array<vec4f, 64>;    // of the encoder's drive
var<workgroup> gates: array<vec4f, 256>;
var<workgroup> posterior: array<f32, 128>;
var<workgroup> sums: array<f32, 1024>;      // by part and row of weights

fn posteriorAt(c: u32) -> vec4f {
  return vec4f(posterior[4u * c], posterior[4u * c + 1u], posterior[4u * c + 2u], posterior[4u * c + 3u]);
}

// The gradient of the product of the gates with the memory.
fn productGrad(c: u32) -> vec4f {
  if (CELL == GRU && c >= 2u * params.size / 4u) { return newer[c - 2u * params.size / 4u]; }
  return gates[c];
}

// Parts `part`, `part` + `parts`, .. of a row of weights with the gradients of its columns.
fn withProducts(at: u32, width: u32, part: u32, parts: u32) -> f32 {
  var sum = 0.0;
  for (var c = part; c < width; c += parts) { sum += dot(weights[at + c], productGrad(c)); }
  return sum;
}
fn withGates(at: u32, width: u32, part: u32, parts: u32) -> f32 {
  var sum = 0.0;
  for (var c = part; c < width; c += parts) { sum += dot(weights[at + c], gates[c]); }
  return sum;
}
fn withHidden(at: u32, width: u32, part: u32, parts: u32) -> f32 {
  var sum = 0.0;
  for (var c = part; c < width; c += parts) { sum += dot(weights[at + c], hidden[c]); }
  return sum;
}
fn withPosterior(at: u32, width: u32, part: u32, parts: u32) -> f32 {
  var sum = 0.0;
  for (var c = part; c < width; c += parts) { sum += dot(weights[at + c], posteriorAt(c)); }
  return sum;
}
fn withOut(at: u32, width: u32, part: u32, parts: u32) -> f32 {
  var sum = 0.0;
  for (var c = part; c < width; c += parts) { sum += dot(weights[at + c], last[c]); }
  return sum;
}

// How many lanes share a row of weights.
fn partsOf(rows: u32) -> u32 { return max(1u, LANES / rows); }

fn total(row: u32, rows: u32, parts: u32) -> f32 {
  var sum = sums[row];
  for (var part = 1u; part < parts; part++) { sum += sums[part * rows + row]; }
  return sum;
}
fn totals(c: u32, rows: u32, parts: u32) -> vec4f {
  return vec4f(total(4u * c, rows, parts), total(4u * c + 1u, rows, parts), total(4u * c + 2u, rows, parts), total(4u * c + 3u, rows, parts));
}

// dL/dh[t] of a column, `g`, to the gradients of its gates, and to h[t-1] past them.
fn throughGru(c: u32, at: u32, g: vec4f) {
  let size = params.size / 4u;
  let four = params.keptGates + at * 4u * size + c;
  let r = kept[four];
  let u = kept[four + size];
  let n = kept[four + 2u * size];
  let own = kept[four + 3u * size];
  let before = kept[params.keptMemory + at * size + c];
  let inner = g * (1.0 - u) * (1.0 - n * n);
  gates[c] = inner * own * r * (1.0 - r);
  gates[size + c] = g * (before - n) * u * (1.0 - u);
  gates[2u * size + c] = inner;
  newer[c] = inner * r;
  memory[c] = g * u;
}

fn throughLstm(c: u32, at: u32, g: vec4f) {
  let size = params.size / 4u;
  let four = params.keptGates + at * 4u * size + c;
  let i = kept[four];
  let f = kept[four + size];
  let n = kept[four + 2u * size];
  let o = kept[four + 3u * size];
  let before = kept[params.keptCell + at * size + c];
  let squashedCell = tanhOf(kept[params.keptCell + (at + params.rows) * size + c]);
  let inner = fma(g * o, 1.0 - squashedCell * squashedCell, cell[c]);
  gates[c] = inner * n * i * (1.0 - i);
  gates[size + c] = inner * before * f * (1.0 - f);
  gates[2u * size + c] = inner * i * (1.0 - n * n);
  gates[3u * size + c] = g * squashedCell * o * (1.0 - o);
  cell[c] = inner * f;
  memory[c] = vec4f();
}

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = group.x;
  let size = params.size / 4u;
  let encoderWidth = params.encoderColumns / 4u;
  let gateWidth = params.gateColumns / 4u;
  let posteriorWidth = params.posteriorColumns / 4u;
  let latentWidth = (params.latents + 3u) / 4u;
  let joinedWidth = params.joinedColumns / 4u;
  let latentParts = partsOf(4u * latentWidth);
  let hiddenParts = partsOf(params.encoderColumns);
  let gateParts = partsOf(params.gateColumns);
  let memoryParts = partsOf(params.size);
  for (var c = lane; c < size; c += LANES) {
    memory[c] = vec4f();
    cell[c] = vec4f();
  }
  for (var j = lane; j < 4u * posteriorWidth; j += LANES) { posterior[j] = 0.0; }
  workgroupBarrier();
  for (var i = 0u; i < params.steps; i++) {
    let at = (params.steps - 1u - i) * params.rows + row;
    if (CELL != NONE) {
      for (var c = lane; c < size; c += LANES) {
        var g = memory[c];
        if (MEMORY_GRAD == 2u) { g += memoryGrad[at * size + c]; }
        if (CELL == GRU) {
          throughGru(c, at, g);
        } else if (CELL == LSTM) {
          throughLstm(c, at, g);
        } else {
          g *= slopeOfSquashed(kept[params.keptAfter + at * size + c]);
          memory[c] = vec4f();
          if (MEMORY_HIDDEN == 1u) {
            last[c] = g;
            grads[params.outGrads + at * size + c] = g;
          } else {
            gates[c] = g;
          }
        }
      }
    }
    workgroupBarrier();

    if (MEMORY_HIDDEN == 1u) {
      for (var r = lane; r < params.gateColumns * gateParts; r += LANES) {
        sums[r] = withOut(params.memoryOut + r % params.gateColumns * size, size, r / params.gateColumns, gateParts);
      }
    }
    workgroupBarrier();

    if (MEMORY_HIDDEN == 1u) {
      for (var c = lane; c < gateWidth; c += LANES) {
        gates[c] = select(vec4f(), totals(c, params.gateColumns, gateParts), kept[params.keptGates + at * gateWidth + c] > vec4f());
      }
    }
    workgroupBarrier();

    if (CELL != NONE) {
      for (var c = lane; c < gateWidth; c += LANES) {
        memoryDriveGrad[at * gateWidth + c] = gates[c];
        if (CELL == GRU) { grads[params.gateGrads + at * gateWidth + c] = productGrad(c); }
      }
    }
    if (LATENT == 1u) {
      if (CELL != NONE) {
        let rows = 4u * latentWidth;
        for (var r = lane; r < rows * latentParts; r += LANES) {
          sums[r] = withGates(params.memoryLatent + r % rows * gateWidth, gateWidth, r / rows, latentParts);
        }
      }
    }
    workgroupBarrier();

    if (LATENT == 1u) {
      for (var j = lane; j < params.latents; j += LANES) {
        var gz = joinedGrad[at * joinedWidth + j / 4u][j % 4u];
        if (CELL != NONE) { gz += total(j, 4u * latentWidth, latentParts); }
        let l = params.latents + j;
        let mean = kept[params.keptPosterior + at * posteriorWidth + j / 4u][j % 4u];
        let z = kept[params.keptLatent + at * latentWidth + j / 4u][j % 4u];
        posterior[j] = gz + posteriorGrad[at * posteriorWidth + j / 4u][j % 4u];
        posterior[l] = fma(0.5 * gz, z - mean, posteriorGrad[at * posteriorWidth + l / 4u][l % 4u]);
      }
    }
    workgroupBarrier();

    if (LATENT == 1u) {
      for (var c = lane; c < posteriorWidth; c += LANES) { posteriorGrad[at * posteriorWidth + c] = posteriorAt(c); }
      if (ENCODER_HIDDEN == 1u) {
        for (var r = lane; r < params.encoderColumns * hiddenParts; r += LANES) {
          sums[r] = withPosterior(params.encoderOut + r % params.encoderColumns * posteriorWidth, posteriorWidth, r / params.encoderColumns, hiddenParts);
        }
      } else {
        for (var c = lane; c < encoderWidth; c += LANES) { hidden[c] = posteriorAt(c); }
      }
    }
    workgroupBarrier();

    if (LATENT == 1u) {
      for (var c = lane; c < encoderWidth; c += LANES) {
        if (ENCODER_HIDDEN == 1u) {
          hidden[c] = select(vec4f(), totals(c, params.encoderColumns, hiddenParts), kept[params.keptHidden + at * encoderWidth + c] > vec4f());
        }
        encoderDriveGrad[at * encoderWidth + c] = hidden[c];
      }
    }
    workgroupBarrier();

    if (CELL != NONE) {
      for (var r = lane; r < params.size * memoryParts; r += LANES) {
        let h = r % params.size;
        let part = r / params.size;
        var sum = withProducts(params.memoryMemory + h * gateWidth, gateWidth, part, memoryParts);
        if (LATENT == 1u) { sum += withHidden(params.encoderMemory + h * encoderWidth, encoderWidth, part, memoryParts); }
        sums[r] = sum;
      }
    }
    workgroupBarrier();

    if (CELL != NONE) {
      for (var c = lane; c < size; c += LANES) {
        var g = memory[c] + totals(c, params.size, memoryParts);
        if (LATENT == 1u) { g += joinedGrad[at * joinedWidth + latentWidth + c]; }
        if (MEMORY_GRAD == 1u) { g += memoryGrad[at * size + c]; }
        memory[c] = g;
      }
    }
    workgroupBarrier();
  }
}
