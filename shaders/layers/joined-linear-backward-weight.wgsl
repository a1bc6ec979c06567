// The gradients of the weights and biases of several linear layers at once, over the rows of a split:
//   partial[split, k] = sum over rows of input[row, k] * outputGrad[row];   of a bias: sum over rows of outputGrad[row]; in ascending row
// Each layer divides the rows as linear-backward-weight and column-sum do; joined-sums adds the partials in order.
// A row of `table` is at most 8 inputs by 8 vec4s of outputs of one layer:
//   the inputs' first vec4 in the first row, vec4s of an input row, inputs (0: the bias), the outputs' first vec4 in the first row of their
//   gradient, vec4s of a row of it, vec4s of outputs, rows of a split, the first vec4 in the first partial, vec4s of a partial
//
// An invocation owns 8 inputs by 4 outputs, as in linear-backward-weight.

const COLUMNS = 8u; // threads along the outputs

struct Params {
  inputWords: u32,
  outputWords: u32,
  blocks: u32,
  partialWords: u32,
  rows: u32,
  splits: u32, // the largest number of splits of a layer
}

@group(0) @binding(0) var<storage, read> input: array<vec4f>;         // [inputWords]: inputs, each [rows, padded inputs]
@group(0) @binding(1) var<storage, read> outputGrad: array<vec4f>;    // [outputWords]: gradients, each [rows, padded outputs]
@group(0) @binding(2) var<storage, read> table: array<u32>;           // [blocks, 9]
@group(0) @binding(3) var<storage, read_write> partial: array<vec4f>; // [partialWords]: of each layer [splits, inputs, padded outputs]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let own = group.x * (64u / COLUMNS) + local.x / COLUMNS;
  if (own >= params.blocks) { return; }
  let place = own * 9u;
  let column = local.x % COLUMNS;
  let columns = table[place + 5u];
  let firstRow = group.y * table[place + 6u];
  if (column >= columns || firstRow >= params.rows) { return; }
  let inputWidth = table[place + 1u];
  let inputs = table[place + 2u];
  let width = table[place + 4u];
  let endRow = min(firstRow + table[place + 6u], params.rows);
  let second = select(0u, 1u, inputs > 4u); // 0 where there is no second vec4: computed twice
  var inputAt = table[place] + firstRow * inputWidth;
  var gradAt = table[place + 3u] + firstRow * width + column;
  let to = table[place + 7u] + group.y * table[place + 8u] + column;

  var sum0 = vec4f();
  if (inputs == 0u) {
    for (var row = firstRow; row < endRow; row++) {
      sum0 += outputGrad[gradAt];
      gradAt += width;
    }
    partial[to] = sum0;
    return;
  }
  var sum1 = vec4f();
  var sum2 = vec4f();
  var sum3 = vec4f();
  var sum4 = vec4f();
  var sum5 = vec4f();
  var sum6 = vec4f();
  var sum7 = vec4f();
  for (var row = firstRow; row < endRow; row++) {
    let g = outputGrad[gradAt];
    let a = input[inputAt];
    let b = input[inputAt + second];
    sum0 = fma(vec4f(a.x), g, sum0);
    sum1 = fma(vec4f(a.y), g, sum1);
    sum2 = fma(vec4f(a.z), g, sum2);
    sum3 = fma(vec4f(a.w), g, sum3);
    sum4 = fma(vec4f(b.x), g, sum4);
    sum5 = fma(vec4f(b.y), g, sum5);
    sum6 = fma(vec4f(b.z), g, sum6);
    sum7 = fma(vec4f(b.w), g, sum7);
    inputAt += inputWidth;
    gradAt += width;
  }
  var sums = array(sum0, sum1, sum2, sum3, sum4, sum5, sum6, sum7);
  var k = 0u;
  for (var at = to; at < to + min(inputs, 8u) * width; at += width) {
    partial[at] = sums[k];
    k++;
  }
}
