// The gradients of the inputs of several linear layers at once, each a sum over the layers that read it, in their order:
//   inputGrad[row, k] = f' * sum over layers of (sum over outputs n of outputGrad[row, n] * weight[k, n], in ascending n)
// f' is 1; where a ReLU wrote the input x, 1 if x is above 0 and else 0; where a tanh wrote it, 1 - x^2.
// A row of `table` is 4 inputs (a vec4):
//   their vec4 in the first row of the gradient, and of the input, vec4s of a row, how many of the 4 are not padding, 1 where a ReLU wrote
//   them, 2 where a tanh did; then for each layer their vec4 in the first row of the output's gradient, vec4s of a row of it and of the weights (0: there is
//   no such layer), the vec4 where the weights of the first of the 4 begin
//
// An invocation owns 4 rows by 4 inputs, as in linear-backward-input.
//#include lib/ended-by
//#include lib/four-terms
//#include lib/lanes

override WORKGROUP: u32 = 64u;

const LAYERS = 5u; // where those begin in a row of the table

struct Params {
  outputWords: u32,
  weightWords: u32,
  inputWords: u32,
  columns: u32, // rows of the table
  tableWords: u32,
  gradWords: u32,
  rows: u32,
}

@group(0) @binding(0) var<storage, read> outputGrad: array<vec4f>;      // [outputWords]: gradients, each [rows, padded outputs]
@group(0) @binding(1) var<storage, read> weight: array<vec4f>;          // [weightWords]: the layers' weights
@group(0) @binding(2) var<storage, read> input: array<vec4f>;           // [inputWords]: inputs, each [rows, padded inputs]
@group(0) @binding(3) var<storage, read> table: array<u32>;             // [columns, tableWords]
@group(0) @binding(4) var<storage, read_write> inputGrad: array<vec4f>; // [gradWords]: gradients, each [rows, padded inputs]
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let column = group.x * WORKGROUP + local.x;
  if (column >= params.columns) { return; }
  let place = column * params.tableWords;
  let stride = table[place + 2u];
  let features = table[place + 3u];
  let last = params.rows - 1u;
  let row = group.y * 4u;
  // Rows and inputs past the end repeat the last one.
  let rows = min(row + vec4u(0u, 1u, 2u, 3u), vec4u(last));
  let inputs = min(vec4u(0u, 1u, 2u, 3u), vec4u(features - 1u));
  var sums = mat4x4f();
  for (var l = place + LAYERS; l < place + params.tableWords; l += 3u) {
    let width = table[l + 1u];
    let grads = table[l] + rows * width;
    let weights = table[l + 2u] + inputs * width;
    var own = mat4x4f();
    for (var n = 0u; n < width; n++) { own = add(own, gradsAt(grads + n), weightsAt(weights + n)); }
    sums += own;
  }
  let by = table[place + 4u];
  for (var at = row; at < min(row + 4u, params.rows); at++) {
    inputGrad[table[place] + at * stride] = ended(sums[at % 4u], table[place + 1u] + at * stride, by, features);
  }
}

fn ended(sum: vec4f, at: u32, by: u32, features: u32) -> vec4f {
  let own = select(vec4f(), sum, meaning(0u, features));
  if (by == RELU) { return own * select(vec4f(), vec4f(1.0), input[at] > vec4f()); }
  if (by == TANH) { return own * (1.0 - input[at] * input[at]); }
  return own;
}
