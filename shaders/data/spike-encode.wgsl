// Spikes of an encoder as f32 values, for consumers that cannot read bits. One invocation owns four inputs of a row.
//#include lib/encode
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  batch: u32,
  words: u32,
  steps: u32,
  inputs: u32, // 4 * words
  rate16: u32, // rate * 65536
  seed: u32,
  stream: u32,
}

@group(0) @binding(0) var<storage, read> images: array<u32>;         // [batch, words]
@group(0) @binding(1) var<storage, read> samples: array<u32>;        // [batch]
@group(0) @binding(2) var<storage, read> clock: array<u32>;          // [1]
@group(0) @binding(3) var<storage, read_write> value: array<vec4f>;  // [steps, batch, inputs]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.steps * params.batch * params.words) { return; }
  let word = i % params.words;
  let row = i / params.words;
  let b = row % params.batch;
  let key = randomKey(params.seed, params.stream, clock[0]);
  value[i] = vec4f(spikesAt(images[b * params.words + word], samples[b], row / params.batch, params.steps, word, params.words, params.rate16, key));
}
