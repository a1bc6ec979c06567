// Backward of recurrent-drive where a normalization precedes it, first of two passes: its sums over steps and the rows of a partial.
//   partial[p] = sum of grad, sum of grad * (product[t] - pivot);  grad = inputGain * mask * membraneGrad[t]
// One invocation owns 4 neighboring neurons of a partial: every `partials`-th sample.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;
override MASKED: bool = false;

struct Params {
  steps: u32,
  batch: u32,
  neurons: u32,    // a multiple of 4
  maskRows: u32,
  maskColumns: u32,
  inputSteps: u32, // 1 or steps
  partials: u32,
  inputGain: f32,
}

@group(0) @binding(0) var<storage, read> membraneGrad: array<vec4f>;  // [steps, batch, neurons]
@group(0) @binding(1) var<storage, read> mask: array<vec4f>;          // [batch, neurons], MASKED only
@group(0) @binding(2) var<storage, read> product: array<vec4f>;       // [inputSteps, batch, neurons]
@group(0) @binding(3) var<storage, read> map: array<vec4f>;           // [3, neurons]: scale, shift, pivot
@group(0) @binding(4) var<storage, read_write> partial: array<vec4f>; // [partials, 3, neurons], the third row unused
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let columns = params.neurons / 4u;
  let part = i / columns;
  if (part >= params.partials) { return; }
  let column = i % columns;
  let width = params.batch * columns;
  let pivot = map[2u * columns + column];
  var first = vec4f();
  var second = vec4f();
  for (var row = part; row < params.batch; row += params.partials) {
    let own = row * columns + column;
    var gain = vec4f(params.inputGain);
    if (MASKED) { gain *= mask[own]; }
    for (var t = 0u; t < params.steps; t++) {
      let at = t * width + own;
      let grad = gain * membraneGrad[at];
      first += grad;
      second = fma(grad, product[select(own, at, params.inputSteps > 1u)] - pivot, second);
    }
  }
  partial[part * 3u * columns + column] = first;
  partial[(part * 3u + 1u) * columns + column] = second;
}
