// Backward of latent-forward, from the last step to the first, all inside one workgroup: dL/dh goes from each step to the one before;
// truncated where the sequence begins. g(x) stands for dL/dx.
//   memory:    g of the gates from g of h[t], by the slopes of the cell           -> memoryDriveGrad; GRU: grads, n times r
//   latent:    gz = joinedGrad + memoryLatent g(gates)
//   posterior: g(mean) = gz + the divergence's gradient;  g(logVariance) = gz (z - mean) / 2 + the divergence's gradient   (in place)
//   encoder:   g through its hidden layer                                         -> encoderDriveGrad
//   h[t-1]:    joinedGrad + memoryGrad + encoderMemory g(encoder) + memoryMemory g(gates), and past the gates u g(h[t]) of a GRU
// Weight gradients are products over all steps afterwards. One workgroup owns four rows; past its end a batch repeats its last row. For
// products, four rows of weights are owned by a few threads, part of their columns each, whose sums are added in order.
//#include lib/latent

override THREADS: u32 = 64u;
// Sizes of the arrays in workgroup memory for four rows, in vec4.
override MEMORY: u32 = 64u;
override CELLS: u32 = 64u;     // LSTM only
override LAST: u32 = 64u;      // of the output of the memory's last layer; with a hidden layer only
override NEWER: u32 = 64u;     // of a GRU's product in n
override HIDDEN: u32 = 64u;    // of the encoder's drive
override GATES: u32 = 256u;
override POSTERIOR: u32 = 64u; // one vec4 per statistic, for four rows
override SUMS: u32 = 256u;
override PARTS: u32 = 2u; // maximum number of threads that share four rows of weights
override MEMORY_GRAD: u32 = 0u; // 1: memoryGrad is that of the memory before each step; 2: of the memory after it

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
  encoderMemory: u32, // offsets of weights and of stored values, as in latent-forward
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
  gateGrads: u32, // offset in `grads`, in vec4: [steps, rows, gateColumns], of the product with the memory; GRU only
  outGrads: u32,  // [steps, rows, size], of the output of the memory's last layer; with a hidden layer only
}

@group(0) @binding(0) var<storage, read> kept: array<vec4f>;                   // [rows, keptWords], as latent-forward wrote it
@group(0) @binding(1) var<storage, read> weights: array<vec4f>;                // [words]
@group(0) @binding(2) var<storage, read> joinedGrad: array<vec4f>;             // [joinedSteps, joinedRows, joinedColumns]
@group(0) @binding(3) var<storage, read> memoryGrad: array<vec4f>;             // [memorySteps, memoryRows, memoryColumns]
@group(0) @binding(4) var<storage, read_write> posteriorGrad: array<vec4f>;    // [posteriorSteps, posteriorRows, posteriorColumns]
@group(0) @binding(5) var<storage, read_write> encoderDriveGrad: array<vec4f>; // [encoderSteps, encoderRows, encoderColumns]
@group(0) @binding(6) var<storage, read_write> memoryDriveGrad: array<vec4f>;  // [gateSteps, gateRows, gateColumns]
@group(0) @binding(7) var<storage, read_write> grads: array<vec4f>;            // [gradWords]
@group(0) @binding(8) var<uniform> params: Params;

var<workgroup> memory: array<vec4f, MEMORY>; // dL/dh after the step, then before it: four units, row after row
var<workgroup> cell: array<vec4f, CELLS>;
var<workgroup> last: array<vec4f, LAST>;
var<workgroup> newer: array<vec4f, NEWER>;
var<workgroup> hidden: array<vec4f, HIDDEN>;
var<workgroup> gates: array<vec4f, GATES>;
var<workgroup> posterior: array<vec4f, POSTERIOR>;
var<workgroup> sums: array<vec4f, SUMS>;

// Four statistics of row r.
fn posteriorAt(c: u32, r: u32) -> vec4f {
  return vec4f(posterior[4u * c][r], posterior[4u * c + 1u][r], posterior[4u * c + 2u][r], posterior[4u * c + 3u][r]);
}

// The gradient of the product of the gates with the memory.
fn productGrad(c: u32, r: u32) -> vec4f {
  if (CELL == GRU && c >= 2u * params.size / 4u) { return newer[4u * (c - 2u * params.size / 4u) + r]; }
  return gates[4u * c + r];
}

// Columns `part`, `part` + `parts`, .. of four rows of weights times the gradients of these columns, for four rows of the batch: one column each.
fn withProducts(at: u32, width: u32, part: u32, parts: u32) -> mat4x4f {
  var sum = mat4x4f();
  for (var c = part; c < width; c += parts) {
    let w = transpose(mat4x4f(weights[at + c], weights[at + width + c], weights[at + 2u * width + c], weights[at + 3u * width + c]));
    sum += mat4x4f(w * productGrad(c, 0u), w * productGrad(c, 1u), w * productGrad(c, 2u), w * productGrad(c, 3u));
  }
  return sum;
}
fn withGates(at: u32, width: u32, part: u32, parts: u32) -> mat4x4f {
  var sum = mat4x4f();
  for (var c = part; c < width; c += parts) {
    let w = transpose(mat4x4f(weights[at + c], weights[at + width + c], weights[at + 2u * width + c], weights[at + 3u * width + c]));
    sum += mat4x4f(w * gates[4u * c], w * gates[4u * c + 1u], w * gates[4u * c + 2u], w * gates[4u * c + 3u]);
  }
  return sum;
}
fn withHidden(at: u32, width: u32, part: u32, parts: u32) -> mat4x4f {
  var sum = mat4x4f();
  for (var c = part; c < width; c += parts) {
    let w = transpose(mat4x4f(weights[at + c], weights[at + width + c], weights[at + 2u * width + c], weights[at + 3u * width + c]));
    sum += mat4x4f(w * hidden[4u * c], w * hidden[4u * c + 1u], w * hidden[4u * c + 2u], w * hidden[4u * c + 3u]);
  }
  return sum;
}
fn withPosterior(at: u32, width: u32, part: u32, parts: u32) -> mat4x4f {
  var sum = mat4x4f();
  for (var c = part; c < width; c += parts) {
    let w = transpose(mat4x4f(weights[at + c], weights[at + width + c], weights[at + 2u * width + c], weights[at + 3u * width + c]));
    sum += mat4x4f(w * posteriorAt(c, 0u), w * posteriorAt(c, 1u), w * posteriorAt(c, 2u), w * posteriorAt(c, 3u));
  }
  return sum;
}
fn withLast(at: u32, width: u32, part: u32, parts: u32) -> mat4x4f {
  var sum = mat4x4f();
  for (var c = part; c < width; c += parts) {
    let w = transpose(mat4x4f(weights[at + c], weights[at + width + c], weights[at + 2u * width + c], weights[at + 3u * width + c]));
    sum += mat4x4f(w * last[4u * c], w * last[4u * c + 1u], w * last[4u * c + 2u], w * last[4u * c + 3u]);
  }
  return sum;
}

// How many threads share four rows of weights.
fn partsOf(fours: u32) -> u32 { return clamp(THREADS / fours, 1u, PARTS); }

// Sums by part, for four rows of weights and each row of the batch.
fn share(k: u32, sum: mat4x4f) {
  for (var r = 0u; r < 4u; r++) { sums[4u * k + r] = sum[r]; }
}
// The complete sums for four rows of weights: one column per row of the batch.
fn totals(c: u32, fours: u32, parts: u32) -> mat4x4f {
  var sum = mat4x4f();
  for (var part = 0u; part < parts; part++) {
    let k = 4u * (part * fours + c);
    sum += mat4x4f(sums[k], sums[k + 1u], sums[k + 2u], sums[k + 3u]);
  }
  return sum;
}

// From dL/dh[t] of a column in row r, `g`, to the gradients of its gates, and to h[t-1] past them.
fn throughGru(c: u32, i: u32, at: u32, g: vec4f) {
  let size = params.size / 4u;
  let four = params.keptGates + at * 4u * size + c;
  let r = kept[four];
  let u = kept[four + size];
  let n = kept[four + 2u * size];
  let own = kept[four + 3u * size];
  let before = kept[params.keptMemory + at * size + c];
  let inner = g * (1.0 - u) * (1.0 - n * n);
  gates[4u * c + i] = inner * own * r * (1.0 - r);
  gates[4u * (size + c) + i] = g * (before - n) * u * (1.0 - u);
  gates[4u * (2u * size + c) + i] = inner;
  newer[4u * c + i] = inner * r;
  memory[4u * c + i] = g * u;
}

fn throughLstm(c: u32, r: u32, at: u32, g: vec4f) {
  let size = params.size / 4u;
  let four = params.keptGates + at * 4u * size + c;
  let i = kept[four];
  let f = kept[four + size];
  let n = kept[four + 2u * size];
  let o = kept[four + 3u * size];
  let before = kept[params.keptCell + at * size + c];
  let squashedCell = tanhOf(kept[params.keptCell + (at + params.rows) * size + c]);
  let inner = fma(g * o, 1.0 - squashedCell * squashedCell, cell[4u * c + r]);
  gates[4u * c + r] = inner * n * i * (1.0 - i);
  gates[4u * (size + c) + r] = inner * before * f * (1.0 - f);
  gates[4u * (2u * size + c) + r] = inner * i * (1.0 - n * n);
  gates[4u * (3u * size + c) + r] = g * squashedCell * o * (1.0 - o);
  cell[4u * c + r] = inner * f;
  memory[4u * c + r] = vec4f();
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = min(group.x * 4u + vec4u(0u, 1u, 2u, 3u), vec4u(params.rows - 1u));
  let size = params.size / 4u;
  let encoderWidth = params.encoderColumns / 4u;
  let gateWidth = params.gateColumns / 4u;
  let posteriorWidth = params.posteriorColumns / 4u;
  let latentWidth = (params.latents + 3u) / 4u;
  let joinedWidth = params.joinedColumns / 4u;
  let latentParts = partsOf(max(1u, latentWidth));
  let hiddenParts = partsOf(encoderWidth);
  let gateParts = partsOf(gateWidth);
  let memoryParts = partsOf(size);
  for (var c = thread; c < 4u * size; c += THREADS) {
    memory[c] = vec4f();
    if (CELL == LSTM) { cell[c] = vec4f(); }
  }
  if (LATENT == 1u) {
    for (var j = thread; j < 4u * posteriorWidth; j += THREADS) { posterior[j] = vec4f(); }
  }
  workgroupBarrier();
  for (var i = 0u; i < params.steps; i++) {
    let at = (params.steps - 1u - i) * params.rows + row;
    if (CELL != NONE) {
      for (var c = thread; c < size; c += THREADS) {
        for (var r = 0u; r < 4u; r++) {
          var g = memory[4u * c + r];
          if (MEMORY_GRAD == 2u) { g += memoryGrad[at[r] * size + c]; }
          if (CELL == GRU) {
            throughGru(c, r, at[r], g);
          } else if (CELL == LSTM) {
            throughLstm(c, r, at[r], g);
          } else {
            g *= slopeOfSquashed(kept[params.keptAfter + at[r] * size + c]);
            memory[4u * c + r] = vec4f();
            if (MEMORY_HIDDEN == 1u) {
              last[4u * c + r] = g;
              grads[params.outGrads + at[r] * size + c] = g;
            } else {
              gates[4u * c + r] = g;
            }
          }
        }
      }
    }
    workgroupBarrier();

    if (MEMORY_HIDDEN == 1u) {
      for (var k = thread; k < gateWidth * gateParts; k += THREADS) {
        share(k, withLast(params.memoryOut + 4u * (k % gateWidth) * size, size, k / gateWidth, gateParts));
      }
    }
    workgroupBarrier();

    if (MEMORY_HIDDEN == 1u) {
      for (var c = thread; c < gateWidth; c += THREADS) {
        let back = totals(c, gateWidth, gateParts);
        for (var r = 0u; r < 4u; r++) {
          gates[4u * c + r] = select(vec4f(), back[r], kept[params.keptGates + at[r] * gateWidth + c] > vec4f());
        }
      }
    }
    workgroupBarrier();

    if (CELL != NONE) {
      for (var c = thread; c < gateWidth; c += THREADS) {
        for (var r = 0u; r < 4u; r++) {
          memoryDriveGrad[at[r] * gateWidth + c] = gates[4u * c + r];
          if (CELL == GRU) { grads[params.gateGrads + at[r] * gateWidth + c] = productGrad(c, r); }
        }
      }
    }
    if (LATENT == 1u) {
      if (CELL != NONE) {
        for (var k = thread; k < latentWidth * latentParts; k += THREADS) {
          share(k, withGates(params.memoryLatent + 4u * (k % latentWidth) * gateWidth, gateWidth, k / latentWidth, latentParts));
        }
      }
    }
    workgroupBarrier();

    if (LATENT == 1u) {
      for (var c = thread; c < latentWidth; c += THREADS) {
        var through = mat4x4f();
        if (CELL != NONE) { through = totals(c, latentWidth, latentParts); }
        for (var i = 0u; i < 4u; i++) {
          let j = 4u * c + i;
          if (j >= params.latents) { break; }
          let l = params.latents + j;
          for (var r = 0u; r < 4u; r++) {
            let gz = through[r][i] + joinedGrad[at[r] * joinedWidth + c][i];
            let mean = kept[params.keptPosterior + at[r] * posteriorWidth + c][i];
            let z = kept[params.keptLatent + at[r] * latentWidth + c][i];
            posterior[j][r] = gz + posteriorGrad[at[r] * posteriorWidth + c][i];
            posterior[l][r] = fma(0.5 * gz, z - mean, posteriorGrad[at[r] * posteriorWidth + l / 4u][l % 4u]);
          }
        }
      }
    }
    workgroupBarrier();

    if (LATENT == 1u) {
      for (var c = thread; c < posteriorWidth; c += THREADS) {
        for (var r = 0u; r < 4u; r++) { posteriorGrad[at[r] * posteriorWidth + c] = posteriorAt(c, r); }
      }
      if (ENCODER_HIDDEN == 1u) {
        for (var k = thread; k < encoderWidth * hiddenParts; k += THREADS) {
          share(k, withPosterior(params.encoderOut + 4u * (k % encoderWidth) * posteriorWidth, posteriorWidth, k / encoderWidth, hiddenParts));
        }
      } else {
        for (var c = thread; c < encoderWidth; c += THREADS) {
          for (var r = 0u; r < 4u; r++) { hidden[4u * c + r] = posteriorAt(c, r); }
        }
      }
    }
    workgroupBarrier();

    if (LATENT == 1u) {
      for (var c = thread; c < encoderWidth; c += THREADS) {
        if (ENCODER_HIDDEN == 1u) {
          let back = totals(c, encoderWidth, hiddenParts);
          for (var r = 0u; r < 4u; r++) {
            hidden[4u * c + r] = select(vec4f(), back[r], kept[params.keptHidden + at[r] * encoderWidth + c] > vec4f());
          }
        }
        for (var r = 0u; r < 4u; r++) { encoderDriveGrad[at[r] * encoderWidth + c] = hidden[4u * c + r]; }
      }
    }
    workgroupBarrier();

    if (CELL != NONE) {
      for (var k = thread; k < size * memoryParts; k += THREADS) {
        let h = 4u * (k % size);
        let part = k / size;
        var sum = withProducts(params.memoryMemory + h * gateWidth, gateWidth, part, memoryParts);
        if (LATENT == 1u) { sum += withHidden(params.encoderMemory + h * encoderWidth, encoderWidth, part, memoryParts); }
        share(k, sum);
      }
    }
    workgroupBarrier();

    if (CELL != NONE) {
      for (var c = thread; c < size; c += THREADS) {
        let back = totals(c, size, memoryParts);
        for (var r = 0u; r < 4u; r++) {
          var g = memory[4u * c + r] + back[r];
          if (LATENT == 1u) { g += joinedGrad[at[r] * joinedWidth + latentWidth + c]; }
          if (MEMORY_GRAD == 1u) { g += memoryGrad[at[r] * size + c]; }
          memory[4u * c + r] = g;
        }
      }
    }
    workgroupBarrier();
  }
}
