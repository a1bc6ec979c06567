// Direct encoding by a table: value = lookupTable[channel][byte], the same at every step, so it is written once. The table is computed
// on the host, so every adapter has the same bits. Padding is zero. One invocation owns four bytes of an image.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  batch: u32,
  words: u32,
  channels: u32,
  inputs: u32,   // 4 * words
  features: u32, // of the inputs, without padding
}

@group(0) @binding(0) var<storage, read> images: array<u32>;        // [batch, words]
@group(0) @binding(1) var<storage, read> lookupTable: array<f32>;   // [channels, 256]
@group(0) @binding(2) var<storage, read_write> value: array<vec4f>; // [1, batch, inputs]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.batch * params.words) { return; }
  let input = (i % params.words) * 4u + vec4u(0u, 1u, 2u, 3u);
  let bytes = (vec4u(images[i]) >> vec4u(0u, 8u, 16u, 24u)) & vec4u(255u);
  let at = (input % vec4u(params.channels)) * 256u + bytes;
  let level = vec4f(lookupTable[at.x], lookupTable[at.y], lookupTable[at.z], lookupTable[at.w]);
  value[i] = select(vec4f(), level, input < vec4u(params.features));
}
