// Backward of lif-forward, first of two passes where a normalization precedes the neuron: only the sums that its backward
// pass needs (lib/normalized-sums), so that no gradient is stored twice.
// The potentials are the stored ones, or where RECOMPUTE they are recomputed from the product as in the forward pass: then
// only the product has to be stored between the passes. At most 16 steps are recomputed.
//   sums[p] = over rows and t: grad, grad * (product[t] - pivot), and where LEARNED membraneGrad[t] * kept[t-1]
// Partial p has the rows p, p + partials, ... of the batch. Behind the partials is what the second pass needs besides:
// scale, shift, pivot, variance, gamma, decay. One invocation owns 4 neighboring neurons of one partial.
//#include lib/dispatch
//#include lib/normalized-sums

override WORKGROUP: u32 = 64u;

struct Params {
  keptSteps: u32,
  keptRows: u32,
  keptColumns: u32,
  steps: u32,
  gradRows: u32,
  neurons: u32, // a multiple of 4
  windows: u32, // 1 or steps
  maskRows: u32,
  maskColumns: u32,
  inputSteps: u32,
  batch: u32,
  sumRows: u32, // 3 of each partial, and 6
  threshold: f32,
  inputGain: f32,
  resetTo: f32,
  initialMembrane: f32,
  width: u32,   // of an image, in pixels, where POOL > 1; else 1
}

@group(0) @binding(0) var<storage, read> membrane: array<vec4u>;     // of lib/potentials, not where RECOMPUTE
@group(0) @binding(1) var<storage, read> spikesGrad: array<vec4f>;   // [steps, batch / POOL², neurons]
@group(0) @binding(2) var<storage, read> surrogateScale: array<f32>; // [windows]
@group(0) @binding(3) var<storage, read> mask: array<vec4f>;         // [batch, neurons], MASKED only
@group(0) @binding(4) var<storage, read> decay: array<f32>;          // [1]
@group(0) @binding(5) var<storage, read> product: array<vec4f>;      // [inputSteps, batch, neurons]
@group(0) @binding(6) var<storage, read> map: array<vec4f>;          // [5, neurons]: scale, shift, pivot, variance, gamma
@group(0) @binding(7) var<storage, read_write> sums: array<vec4f>;   // [sumRows, neurons]
@group(0) @binding(8) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let rowWidth = params.neurons / 4u;
  let partials = (params.sumRows - 6u) / 3u;
  let part = i / rowWidth;
  if (part >= partials) { return; }
  let column = i % rowWidth;
  let width = params.batch * rowWidth;
  let scale = map[column];
  let shift = map[rowWidth + column];
  let pivot = map[2u * rowWidth + column];
  let leak = decayOf(decay[0]);
  var own = Sums();
  for (var row = part; row < params.batch; row += partials) {
    let at = row * rowWidth + column;
    let gain = gainAt(at);
    if (RECOMPUTE) { computeAgain(at, width, leak, gain * scale, gain * shift); }
    own = sumsWith(own, at, width, leak, gain, pivot);
  }
  let to = part * 3u * rowWidth + column;
  sums[to] = own.first;
  sums[to + rowWidth] = own.second;
  sums[to + 2u * rowWidth] = own.decay;
  if (part == 0u) {
    let behind = partials * 3u * rowWidth + column;
    for (var row = 0u; row < 5u; row++) { sums[behind + row * rowWidth] = map[row * rowWidth + column]; }
    sums[behind + 5u * rowWidth] = vec4f(leak);
  }
}
