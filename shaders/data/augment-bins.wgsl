// Bins of counted events, transformed as `augment-boxes` transforms the image: each pixel takes the count of the source pixel whose center
// is nearest, and pixels outside the placed image have none.
//   out[t, b, y, x, p] = in[t, b, floor((y - top + 1/2) height / high), floor((x' - left + 1/2) width / wide), p],  flipped: x' = width - 1 - x
// Counts stay integers. One invocation owns one value; padding is 0.
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  steps: u32,
  batch: u32,
  inputs: u32, // pixels, two polarities each, with padding
  facts: u32,
  height: u32,
  width: u32,
}

@group(0) @binding(0) var<storage, read> bins: array<f32>;            // [steps, batch, inputs]
@group(0) @binding(1) var<storage, read> places: array<u32>;          // [batch, facts]: high, wide, top, left, flipped
@group(0) @binding(2) var<storage, read_write> augmented: array<f32>; // [steps, batch, inputs]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.steps * params.batch * params.inputs) { return; }
  let row = i / params.inputs;
  let place = (row % params.batch) * params.facts;
  let pixel = (i % params.inputs) / 2u;
  let x = pixel % params.width;
  // Positions before the image wrap around to large u32 numbers, so one comparison covers both sides.
  let y = pixel / params.width - places[place + 2u];
  let across = select(x, params.width - 1u - x, places[place + 4u] == 1u) - places[place + 3u];
  let high = places[place];
  let wide = places[place + 1u];
  if (y >= high || across >= wide) {
    augmented[i] = 0.0;
    return;
  }
  let fromY = (2u * y + 1u) * params.height / (2u * high);
  let fromX = (2u * across + 1u) * params.width / (2u * wide);
  augmented[i] = bins[row * params.inputs + (fromY * params.width + fromX) * 2u + i % 2u];
}
