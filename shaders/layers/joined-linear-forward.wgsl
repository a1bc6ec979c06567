// Several linear layers at once, each:  output[row] = f(bias + sum over its inputs k of input[row, k] * weight[k]), terms in ascending k;
// f is nothing, max(0, x) or tanh. The inputs of a layer are those of one tensor after another: a concatenation that is never stored.
// A row of `table` is 4 outputs of one layer (a vec4):
//   their vec4 in the first row of weights, vec4s of a row of weights and of the output, their vec4 in the bias, their vec4 in the first
//   row of the output, 1 where f is max(0, x), 2 where it is tanh; then for each of its tensors the first word, words of a row, inputs (0: there is none)
//
// An invocation owns 8 rows by 4 outputs in registers, as in linear-forward.
//#include lib/ended-by
//#include lib/exponential

override GROUP_COLUMNS: u32 = 64u;
override GROUP_ROWS: u32 = 1u;

const TENSORS = 5u; // where those begin in a row of the table

struct Params {
  inputWords: u32,
  weightWords: u32,
  columns: u32, // rows of the table
  tableWords: u32,
  outputWords: u32,
  rows: u32,
}

@group(0) @binding(0) var<storage, read> input: array<f32>;          // [inputWords]: the tensors, each [rows, padded inputs]
@group(0) @binding(1) var<storage, read> weight: array<vec4f>;       // [weightWords]: the layers' weights and biases
@group(0) @binding(2) var<storage, read> table: array<u32>;          // [columns, tableWords]
@group(0) @binding(3) var<storage, read_write> output: array<vec4f>; // [outputWords]: the layers' outputs, each [rows, padded outputs]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(GROUP_COLUMNS, GROUP_ROWS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let column = group.y * GROUP_COLUMNS + local.x;
  let row = (group.x * GROUP_ROWS + local.y) * 8u;
  if (column >= params.columns || row >= params.rows) { return; }
  let place = column * params.tableWords;
  let width = table[place + 1u];
  // Rows past the end read the last row and write nothing.
  let last = params.rows - 1u;
  let start = weight[table[place + 2u]];
  var sum0 = start;
  var sum1 = start;
  var sum2 = start;
  var sum3 = start;
  var sum4 = start;
  var sum5 = start;
  var sum6 = start;
  var sum7 = start;
  var weightAt = table[place];
  for (var t = place + TENSORS; t < place + params.tableWords; t += 3u) {
    let first = table[t];
    let stride = table[t + 1u];
    let at0 = first + row * stride;
    let at1 = first + min(row + 1u, last) * stride;
    let at2 = first + min(row + 2u, last) * stride;
    let at3 = first + min(row + 3u, last) * stride;
    let at4 = first + min(row + 4u, last) * stride;
    let at5 = first + min(row + 5u, last) * stride;
    let at6 = first + min(row + 6u, last) * stride;
    let at7 = first + min(row + 7u, last) * stride;
    let inputs = table[t + 2u];
    for (var k = 0u; k < inputs; k++) {
      let w = weight[weightAt];
      weightAt += width;
      sum0 = fma(vec4f(input[at0 + k]), w, sum0);
      sum1 = fma(vec4f(input[at1 + k]), w, sum1);
      sum2 = fma(vec4f(input[at2 + k]), w, sum2);
      sum3 = fma(vec4f(input[at3 + k]), w, sum3);
      sum4 = fma(vec4f(input[at4 + k]), w, sum4);
      sum5 = fma(vec4f(input[at5 + k]), w, sum5);
      sum6 = fma(vec4f(input[at6 + k]), w, sum6);
      sum7 = fma(vec4f(input[at7 + k]), w, sum7);
    }
  }

  let by = table[place + 4u];
  var sums = array(sum0, sum1, sum2, sum3, sum4, sum5, sum6, sum7);
  for (var at = row; at < min(row + 8u, params.rows); at++) {
    output[table[place + 3u] + at * width] = ended(sums[at % 8u], by);
  }
}

fn ended(sum: vec4f, by: u32) -> vec4f {
  if (by == TANH) { return hyperbolicTangent(sum); }
  return select(sum, max(sum, vec4f()), by == RELU);
}
