// Philox 4x32-10, a counter-based generator of random words (Salmon, Moraes, Dror and Shaw, SC 2011): its reference implementation is
// src/engine/philox.ts, to the last bit. A counter is (number of the sample or environment, stream, item, block).

// The higher word of the product of two words, from their halves.
fn highWord(a: u32, b: u32) -> u32 {
  let a0 = a & 0xffffu;
  let a1 = a >> 16u;
  let b0 = b & 0xffffu;
  let b1 = b >> 16u;
  let middle = a1 * b0 + ((a0 * b0) >> 16u);
  return a1 * b1 + (middle >> 16u) + ((a0 * b1 + (middle & 0xffffu)) >> 16u);
}

fn philox(seed: vec2u, number: u32, stream: u32, item: u32, blockIndex: u32) -> vec4u {
  var key = seed;
  var c = vec4u(number, stream, item, blockIndex);
  for (var round = 0u; round < 10u; round++) {
    let high0 = highWord(0xd2511f53u, c.x);
    let high1 = highWord(0xcd9e8d57u, c.z);
    c = vec4u(high1 ^ c.y ^ key.x, 0xcd9e8d57u * c.z, high0 ^ c.w ^ key.y, 0xd2511f53u * c.x);
    key += vec2u(0x9e3779b9u, 0xbb67ae85u);
  }
  return c;
}

// In (0, 1), exact: the 23 highest bits of each word and a half.
fn units(words: vec4u) -> vec4f {
  let high = words >> vec4u(9u);
  return (vec4f(high) + 0.5) * 1.1920928955078125e-7;
}

// Standard normal, of the first two numbers of a block.
fn normalOf(u: vec4f) -> f32 {
  return sqrt(-2.0 * log(u.x)) * cos(6.283185307179586 * u.y);
}

// A Poisson number with this mean, by inversion. Rounding may keep the sum of probabilities below the largest u.
fn poisson(u: f32, mean: f32) -> u32 {
  var count = 0u;
  var probability = exp(-mean);
  for (var below = probability; u >= below && count < 255u; below += probability) {
    count++;
    probability *= mean / f32(count);
  }
  return count;
}
