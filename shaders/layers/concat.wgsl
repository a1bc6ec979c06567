// Channels of b after those of a, for each row:  output[c] = a[c] where c < first, else b[c - first]
// Padding after the last is 0. An invocation owns 4 channels of a row.
//#include lib/dispatch
//#include lib/lanes

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,
  aColumns: u32, // multiples of 4
  bColumns: u32,
  columns: u32,
  first: u32,    // channels of a
}

@group(0) @binding(0) var<storage, read> a: array<vec4f>;            // [rows, aColumns], 0 after its channels
@group(0) @binding(1) var<storage, read> b: array<vec4f>;            // [rows, bColumns], 0 after its channels
@group(0) @binding(2) var<storage, read_write> output: array<vec4f>; // [rows, columns]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let column = i % (params.columns / 4u);
  let row = i / (params.columns / 4u);
  if (row >= params.rows) { return; }
  let aWidth = params.aColumns / 4u;
  let bWidth = params.bColumns / 4u;
  var four = vec4f();
  if (column < aWidth) { four = a[row * aWidth + column]; }
  let end = 4u * column + 4u;
  if (end > params.first) {
    let next = (end - params.first) / 4u;
    var low = vec4f();
    var high = vec4f();
    if (next > 0u && next <= bWidth) { low = b[row * bWidth + next - 1u]; }
    if (next < bWidth) { high = b[row * bWidth + next]; }
    four += shifted(low, high, (end - params.first) % 4u);
  }
  output[i] = four;
}
