// Whether four neighboring inputs of a sample spike at a step, 0 or 1 each. Used by the encoders' kernels, which differ
// only in the format they write. A spike compares integers, so it is the same on every adapter.
//   poisson: a 16-bit draw < level * 257 * rate;  the draw depends on (key, sample, step, input) alone
//   latency: one spike at step round((1 - pixel / 255) * (steps - 1)), none for a pixel of 0
//#include lib/random

override LATENCY: bool = false;

fn spikesAt(pixels: u32, sample: u32, t: u32, steps: u32, word: u32, words: u32, rate16: u32, key: u32) -> vec4u {
  let level = (vec4u(pixels) >> vec4u(0u, 8u, 16u, 24u)) & vec4u(255u);
  if (LATENCY) {
    let due = ((255u - level) * (steps - 1u) * 2u + 255u) / 510u;
    return select(vec4u(), vec4u(1u), (due == vec4u(t)) & (level > vec4u()));
  }
  let pair = (t * words + word) * 2u;
  let random = mix32x2(vec2u(pair, pair + 1u) * 0x9e3779b9u + sample * 0x85ebca6bu + key);
  let draws = vec4u(random.x & 0xffffu, random.x >> 16u, random.y & 0xffffu, random.y >> 16u);
  return select(vec4u(), vec4u(1u), draws < ((level * 257u * rate16) >> vec4u(16u)));
}
