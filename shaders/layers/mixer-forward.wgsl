// The value of a team from its agents' by a network whose weights come from the state (QMIX, Rashid et al. 2018), monotonic in each of them:
//   hidden = |w1|^T q + b1;  total = sum elu(hidden) |w2| + v,  w1 agent by agent, [agents, embed]
// One workgroup of 64 threads, always, owns a row: they divide the hidden units.
//#include lib/thread-sum
//#include lib/elu

struct Params {
  steps: u32,
  batch: u32,
  agentColumns: u32,
  weightColumns: u32,
  columns: u32, // of hidden units, padded
  totalColumns: u32,
  agents: u32,
  embed: u32,
}

@group(0) @binding(0) var<storage, read> q: array<f32>;            // [steps, batch, agentColumns]
@group(0) @binding(1) var<storage, read> w1: array<f32>;           // [steps, batch, weightColumns]
@group(0) @binding(2) var<storage, read> b1: array<f32>;           // [steps, batch, columns]
@group(0) @binding(3) var<storage, read> w2: array<f32>;           // [steps, batch, columns]
@group(0) @binding(4) var<storage, read> v: array<f32>;            // [steps, batch, totalColumns]
@group(0) @binding(5) var<storage, read_write> hidden: array<f32>; // [steps, batch, columns]
@group(0) @binding(6) var<storage, read_write> total: array<f32>;  // [steps, batch, totalColumns]
@group(0) @binding(7) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = group.y * params.batch + group.x;
  var own = 0.0;
  for (var e = thread; e < params.columns; e += THREADS) {
    let at = row * params.columns + e;
    var h = 0.0;
    if (e < params.embed) {
      h = b1[at];
      for (var n = 0u; n < params.agents; n++) {
        h = fma(abs(w1[row * params.weightColumns + n * params.embed + e]), q[row * params.agentColumns + n], h);
      }
      own = fma(elu(h), abs(w2[at]), own);
    }
    hidden[at] = h;
  }
  let sum = sumOfThreads(own, thread);
  if (thread < params.totalColumns) {
    let at = row * params.totalColumns + thread;
    total[at] = select(0.0, sum + v[at], thread == 0u);
  }
}
