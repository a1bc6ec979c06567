// The potentials that a sequence keeps for its backward pass, and how they are read: as they are, or where HALF as their distance from
// the threshold in half precision, two steps in a word, the earlier one in its lower 16 bits.
// Integers round to the nearest number of IEEE binary16, ties to even, because WGSL leaves it to the device how pack2x16float rounds. The sign
// is the spike: no distance is stored as 0. Sizes are from 2^-14, so that none is subnormal, to 65504; 0x7fff is what is not finite.
// The including shader has membrane, [keptSteps, batch, neurons] in words, and params.threshold.
override HALF: bool = false;

// Exponents of binary16 and of f32 differ by 112, which is 0x1c000 in front of a mantissa of 10 bits.
fn halfOf(distance: vec4f) -> vec4u {
  let bits = bitcast<vec4u>(distance);
  let size = bits & vec4u(0x7fffffffu);
  let rounded = clamp(size + vec4u(0xfffu) + ((size >> vec4u(13u)) & vec4u(1u)), vec4u(0x38800000u), vec4u(0x477fffffu));
  let half = select((rounded >> vec4u(13u)) - vec4u(0x1c000u), vec4u(0x7fffu), size >= vec4u(0x7f800000u));
  return ((bits >> vec4u(16u)) & vec4u(0x8000u)) | half;
}

fn distanceOf(half: vec4u) -> vec4f {
  let size = half & vec4u(0x7fffu);
  let bits = select((size + vec4u(0x1c000u)) << vec4u(13u), vec4u(0x7fffffffu), size == vec4u(0x7fffu));
  return bitcast<vec4f>(((half & vec4u(0x8000u)) << vec4u(16u)) | bits);
}

// own: the index of the neurons in a step; width: of a step.
fn potentialAt(t: u32, own: u32, width: u32) -> vec4f {
  if (!HALF) { return bitcast<vec4f>(membrane[t * width + own]); }
  let pair = membrane[t / 2u * width + own];
  return params.threshold + distanceOf((pair >> vec4u(16u * (t % 2u))) & vec4u(0xffffu));
}
