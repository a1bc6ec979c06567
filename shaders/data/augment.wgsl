// Augmented images of a batch: shifted, mirrored at random, with a black square. Bytes in, bytes out.
//   out[y, x] = 0 in the square, else in[y + down, (flipped ? width - 1 - x : x) + right], black outside the image
//   down, right in -crop..crop;  the square covers `cutout` rows and columns around a pixel of the image, as far as they are in it
// The draws depend on (key, sample) alone. One invocation owns a word, four bytes of an image.
//#include lib/random
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  batch: u32,
  words: u32, // of an image, 4 bytes each
  height: u32,
  width: u32,
  channels: u32,
  crop: u32,
  flip: u32,
  cutout: u32,
  seed: u32,
  stream: u32,
}

@group(0) @binding(0) var<storage, read> images: array<u32>;          // [batch, words]
@group(0) @binding(1) var<storage, read> samples: array<u32>;         // [batch]
@group(0) @binding(2) var<storage, read> clock: array<u32>;           // [1]
@group(0) @binding(3) var<storage, read_write> augmented: array<u32>; // [batch, words]
@group(0) @binding(4) var<uniform> params: Params;

// 0..count-1, for count up to 65536.
fn draw(key: u32, index: u32, count: u32) -> u32 {
  return ((randomBits(key, index) >> 16u) * count) >> 16u;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.batch * params.words) { return; }
  let b = i / params.words;
  let key = samples[b] * 0x85ebca6bu + randomKey(params.seed, params.stream, clock[0]);
  let down = draw(key, 0u, 2u * params.crop + 1u);
  let right = draw(key, 1u, 2u * params.crop + 1u);
  let flipped = params.flip == 1u && draw(key, 2u, 2u) == 1u;
  let top = draw(key, 3u, params.height);
  let left = draw(key, 4u, params.width);
  var word = 0u;
  for (var thread = 0u; thread < 4u; thread++) {
    let at = (i % params.words) * 4u + thread;
    let channel = at % params.channels;
    let x = (at / params.channels) % params.width;
    let y = at / (params.channels * params.width);
    if (y >= params.height) { break; }
    // Negative values wrap around to large u32 numbers, so one comparison covers both sides.
    let covered = y + params.cutout / 2u - top < params.cutout && x + params.cutout / 2u - left < params.cutout;
    let fromY = y + down - params.crop;
    let fromX = select(x, params.width - 1u - x, flipped) + right - params.crop;
    if (covered || fromY >= params.height || fromX >= params.width) { continue; }
    let byte = (fromY * params.width + fromX) * params.channels + channel;
    word |= ((images[b * params.words + byte / 4u] >> (byte % 4u * 8u)) & 255u) << (thread * 8u);
  }
  augmented[i] = word;
}
