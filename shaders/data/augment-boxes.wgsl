// The placement of a sample's image within its frame, scaled down, shifted and mirrored at random, and its boxes with it.
//   high, wide: the size of the placed image, with r1, r2 in [1 - jitter, 1 + jitter] and scale in [minScale, 1]:
//     r1 < r2:  high = scale height,  wide = high (width / height) (r1 / r2);   else wide and high, r1 and r2 exchanged
//   left in 0 .. width - wide, top in 0 .. height - high where it is shifted, else 0
//   x -> left + x wide / width,  y -> top + y high / height;  flipped: x -> width - x
// Boxes of at most a pixel a side are removed, and the others move up. Draws depend on (key, sample) alone, and are integers, like all
// sizes: so every adapter has the same. One invocation owns a sample.
//#include lib/random
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  batch: u32,
  maxTruths: u32,
  columns: u32, // of a box: class, center x and y, width, height, and unchanged values
  facts: u32,   // of a placement: high, wide, top, left, flipped
  height: u32,
  width: u32,
  minScale16: u32, // in 1/65536, at least 1
  jitter12: u32,   // in 1/4096, less than 4096
  shift: u32,
  flip: u32,
  seed: u32,
  stream: u32,
}

@group(0) @binding(0) var<storage, read> truths: array<f32>;                // [batch, maxTruths, columns]
@group(0) @binding(1) var<storage, read> truthCounts: array<u32>;           // [batch]
@group(0) @binding(2) var<storage, read> samples: array<u32>;               // [batch]
@group(0) @binding(3) var<storage, read> clock: array<u32>;                 // [1]
@group(0) @binding(4) var<storage, read_write> places: array<u32>;          // [batch, facts]
@group(0) @binding(5) var<storage, read_write> augmented: array<f32>;       // [batch, maxTruths, columns]
@group(0) @binding(6) var<storage, read_write> augmentedCounts: array<u32>; // [batch]
@group(0) @binding(7) var<uniform> params: Params;

// 0..count-1, for count up to 65536.
fn draw(key: u32, index: u32, count: u32) -> u32 {
  return ((randomBits(key, index) >> 16u) * count) >> 16u;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let b = flatIndex(id, groups, WORKGROUP);
  if (b >= params.batch) { return; }
  let key = samples[b] * 0x85ebca6bu + randomKey(params.seed, params.stream, clock[0]);
  let scale = params.minScale16 + draw(key, 0u, 65537u - params.minScale16);
  let r1 = 4096u - params.jitter12 + draw(key, 1u, 2u * params.jitter12 + 1u);
  let r2 = 4096u - params.jitter12 + draw(key, 2u, 2u * params.jitter12 + 1u);
  var high = max(1u, (scale * params.height) >> 16u);
  var wide = max(1u, (scale * params.width) >> 16u);
  if (r1 < r2) {
    wide = max(1u, high * params.width * r1 / (params.height * r2));
  } else {
    high = max(1u, wide * params.height * r2 / (params.width * r1));
  }
  let top = draw(key, 3u, select(1u, params.height - high + 1u, params.shift == 1u));
  let left = draw(key, 4u, select(1u, params.width - wide + 1u, params.shift == 1u));
  let flipped = params.flip == 1u && draw(key, 5u, 2u) == 1u;
  let place = b * params.facts;
  places[place] = high;
  places[place + 1u] = wide;
  places[place + 2u] = top;
  places[place + 3u] = left;
  places[place + 4u] = u32(flipped);

  let across = f32(wide) / f32(params.width);
  let down = f32(high) / f32(params.height);
  var kept = 0u;
  for (var row = 0u; row < min(truthCounts[b], params.maxTruths); row++) {
    let source = (b * params.maxTruths + row) * params.columns;
    let width = truths[source + 3u] * across;
    let height = truths[source + 4u] * down;
    if (width <= 1.0 || height <= 1.0) { continue; }
    let x = f32(left) + truths[source + 1u] * across;
    let to = (b * params.maxTruths + kept) * params.columns;
    for (var column = 0u; column < params.columns; column++) { augmented[to + column] = truths[source + column]; }
    augmented[to + 1u] = select(x, f32(params.width) - x, flipped);
    augmented[to + 2u] = f32(top) + truths[source + 2u] * down;
    augmented[to + 3u] = width;
    augmented[to + 4u] = height;
    kept++;
  }
  augmentedCounts[b] = kept;
  for (var at = kept * params.columns; at < params.maxTruths * params.columns; at++) {
    augmented[b * params.maxTruths * params.columns + at] = 0.0;
  }
}
