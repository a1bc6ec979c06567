// Counter-based random numbers: functions of (seed, stream, step, index), equal to src/engine/random.ts to the last bit.

// lowbias32 (Chris Wellons, https://nullprogram.com/blog/2018/07/31/): a bijection of 32-bit words.
fn mix32(x: u32) -> u32 {
  var h = x;
  h = (h ^ (h >> 16u)) * 0x7feb352du;
  h = (h ^ (h >> 15u)) * 0x846ca68bu;
  return h ^ (h >> 16u);
}

// Two at once.
fn mix32x2(x: vec2u) -> vec2u {
  var h = x;
  h = (h ^ (h >> vec2u(16u))) * 0x7feb352du;
  h = (h ^ (h >> vec2u(15u))) * 0x846ca68bu;
  return h ^ (h >> vec2u(16u));
}

fn randomKey(seed: u32, stream: u32, step: u32) -> u32 {
  return mix32(mix32(mix32(seed) + stream) + step);
}

fn randomBits(key: u32, index: u32) -> u32 {
  return mix32(index * 0x9e3779b9u + key);
}

// In (0, 1): 24 random bits and a half.
fn randomUniform(key: u32, index: u32) -> f32 {
  return (f32(randomBits(key, index) >> 8u) + 0.5) / 16777216.0;
}

// A keyed permutation of 0..count-1: a Feistel network of 4 rounds over 2 * half bits, walked until it lands inside.
fn permute(index: u32, count: u32, half: u32, key: u32) -> u32 {
  let mask = (1u << half) - 1u;
  var at = index;
  loop {
    var left = at >> half;
    var right = at & mask;
    for (var round = 0u; round < 4u; round++) {
      let next = left ^ (randomBits(key + round, right) & mask);
      left = right;
      right = next;
    }
    at = (left << half) | right;
    if (at < count) { break; }
  }
  return at;
}
