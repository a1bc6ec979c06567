// One pixel of an image at each time step, as four channels: the mean of lookupTable[c][byte] over the square of pool x pool pixels number
// order[t], in row-major order; incomplete squares at the edges are left out. Padding is zero. The including shader declares
// imageWord(row, word), lookupTable, order and the parameters channels, width, pool and share, 1 / pool².

fn meanAt(row: u32, top: u32, left: u32, channel: u32) -> f32 {
  if (channel >= params.channels) { return 0.0; }
  var sum = 0.0;
  for (var y = top; y < top + params.pool; y++) {
    for (var x = left; x < left + params.pool; x++) {
      let at = (y * params.width + x) * params.channels + channel;
      let byte = (imageWord(row, at / 4u) >> (at % 4u * 8u)) & 255u;
      sum += lookupTable[channel * 256u + byte];
    }
  }
  return sum * params.share;
}

fn pixelAt(row: u32, t: u32) -> vec4f {
  let square = order[t];
  let across = params.width / params.pool;
  let top = square / across * params.pool;
  let left = square % across * params.pool;
  return vec4f(meanAt(row, top, left, 0u), meanAt(row, top, left, 1u), meanAt(row, top, left, 2u), meanAt(row, top, left, 3u));
}
