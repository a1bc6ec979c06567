// Backward of memory-gated-forward, from the last step to the first; g(x) stands for dL/dx. No gradient passes the start of a
// sequence, and none reaches the state that was carried in.
//   GRU:  inner = g(h) (1 - u) (1 - n^2);   g(drive) = inner own r (1 - r),  g(h) (h[t-1] - n) u (1 - u),  inner
//         g(own) = those of r and u, and inner r                                      -> gateGrads;   past the gates: g(h) u
//   LSTM: inner = g(h) o (1 - tanh(c)^2) + g(c);   g(c[t-1]) = inner f
//         g(drive) = inner g i (1 - i),  inner c[t-1] f (1 - f),  inner i (1 - g^2),  g(h) tanh(c) o (1 - o)
//   h[t-1]: outputGrad, and recurrent g(own) or recurrent g(drive)
// One workgroup owns one row or four; a thread owns four units. Weight gradients are products over all steps afterwards.
//#include lib/surrogate
//#include lib/memory

override LSTM: u32 = 0u;

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
  gradColumns: u32,
  keptGates: u32, // as in memory-gated-forward
  gateStride: u32,
  keptBefore: u32,
  keptAfter: u32,
  keptCell: u32,
  keptInitial: u32,
}

@group(0) @binding(0) var<storage, read> kept: array<vec4f>;            // [keptWords]
@group(0) @binding(1) var<storage, read> starts: array<f32>;            // [steps, rows]
@group(0) @binding(2) var<storage, read> recurrent: array<vec4f>;       // [units, gates * units]
@group(0) @binding(3) var<storage, read> outputGrad: array<vec4f>;      // [steps, rows, columns]
@group(0) @binding(4) var<storage, read_write> driveGrad: array<vec4f>; // [steps, rows, driveColumns]
@group(0) @binding(5) var<storage, read_write> gateGrads: array<vec4f>; // [steps, rows, 3 * columns], of the product; GRU only
@group(0) @binding(6) var<uniform> params: Params;

fn gate(k: u32, at: u32) -> vec4f { return kept[params.keptGates + k * params.gateStride + at]; }

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = rowsOf(group.x, params.rows);
  let width = params.columns / 4u;
  let here = thread < width;
  let column = min(thread, width - 1u);
  var toMemory = array<vec4f, 4>(); // g of the state after the step
  var toCell = array<vec4f, 4>();
  for (var i = 0u; i < params.steps; i++) {
    let t = params.steps - 1u - i;
    let now = t * params.rows + row;
    let at = now * width + column;
    let drives = now * (params.driveColumns / 4u) + column;
    for (var r = 0u; r < ROWS; r++) {
      let g = outputGrad[at[r]] + toMemory[r];
      var first = vec4f(); // of the drive
      var second = vec4f();
      var third = vec4f();
      var last = vec4f(); // of the fourth drive, or of the third product
      if (LSTM == 1u) {
        var before = vec4f();
        if (starts[now[r]] == 0.0) {
          if (t == 0u) {
            before = kept[params.keptInitial + row[r] * width + column];
          } else {
            before = kept[params.keptCell + at[r] - params.rows * width];
          }
        }
        let inward = gate(0u, at[r]);
        let forget = gate(1u, at[r]);
        let given = gate(2u, at[r]);
        let outward = gate(3u, at[r]);
        let squashed = tanhOf(kept[params.keptCell + at[r]]);
        let inner = fma(g * outward, 1.0 - squashed * squashed, toCell[r]);
        first = inner * given * inward * (1.0 - inward);
        second = inner * before * forget * (1.0 - forget);
        third = inner * inward * (1.0 - given * given);
        last = g * squashed * outward * (1.0 - outward);
        toCell[r] = select(inner * forget, vec4f(), starts[now[r]] != 0.0);
        toMemory[r] = vec4f();
      } else {
        let open = gate(0u, at[r]);
        let u = gate(1u, at[r]);
        let n = gate(2u, at[r]);
        let inner = g * (1.0 - u) * (1.0 - n * n);
        first = inner * gate(3u, at[r]) * open * (1.0 - open);
        second = g * (kept[params.keptBefore + at[r]] - n) * u * (1.0 - u);
        third = inner;
        last = inner * open;
        toMemory[r] = g * u;
      }
      if (here) {
        exchanged[ROWS * column + r] = first;
        exchanged[ROWS * (width + column) + r] = second;
        driveGrad[drives[r]] = first;
        driveGrad[drives[r] + width] = second;
        driveGrad[drives[r] + 2u * width] = third;
        if (LSTM == 1u) {
          exchanged[ROWS * (2u * width + column) + r] = third;
          exchanged[ROWS * (3u * width + column) + r] = last;
          driveGrad[drives[r] + 3u * width] = last;
        } else {
          exchanged[ROWS * (2u * width + column) + r] = last;
          let to = now[r] * 3u * width + column;
          gateGrads[to] = first;
          gateGrads[to + width] = second;
          gateGrads[to + 2u * width] = last;
        }
      }
    }
    workgroupBarrier();

    let back = sentBack(together(toMemory), column);
    for (var r = 0u; r < ROWS; r++) { toMemory[r] = select(back[r], vec4f(), starts[now[r]] != 0.0); }
    workgroupBarrier();
  }
}
