// Two images as one that has the channels of both at each pixel, those of b after those of a. Their pixels are not padded, their
// rows are, with 0. An invocation owns 4 neighboring values of a row of the output.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  samples: u32,
  aValues: u32,
  bValues: u32,
  values: u32,    // a multiple of 4
  pixels: u32,
  aChannels: u32,
  bChannels: u32,
}

@group(0) @binding(0) var<storage, read> a: array<f32>;              // [samples, aValues]
@group(0) @binding(1) var<storage, read> b: array<f32>;              // [samples, bValues]
@group(0) @binding(2) var<storage, read_write> output: array<vec4f>; // [samples, values]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  let sample = i / (params.values / 4u);
  if (sample >= params.samples) { return; }
  let channels = params.aChannels + params.bChannels;
  let first = 4u * (i % (params.values / 4u));
  var pixel = first / channels;
  var c = first % channels;
  var four = vec4f();
  for (var k = 0u; k < 4u && pixel < params.pixels; k++) {
    if (c < params.aChannels) {
      four[k] = a[sample * params.aValues + pixel * params.aChannels + c];
    } else {
      four[k] = b[sample * params.bValues + pixel * params.bChannels + c - params.aChannels];
    }
    c++;
    if (c == channels) {
      c = 0u;
      pixel++;
    }
  }
  output[i] = four;
}
