// An elementwise function:  output = f(input); padding is 0.
// One invocation owns 4 neighboring columns of a row (a vec4). A row is a sample at a step, or a position of one.
//#include lib/activation
//#include lib/dispatch
//#include lib/lanes

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,
  columns: u32,  // a multiple of 4
  features: u32, // columns that are not padding
}

@group(0) @binding(0) var<storage, read> input: array<vec4f>;        // [rows, columns]
@group(0) @binding(1) var<storage, read_write> output: array<vec4f>; // [rows, columns]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let width = params.columns / 4u;
  if (i >= params.rows * width) { return; }
  output[i] = select(vec4f(), activated(input[i]), meaning(i % width, params.features));
}
