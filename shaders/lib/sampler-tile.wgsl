// The tile of an image that a workgroup of the sampler owns, with the margin that one or two convolutions reach into. An invocation
// computes four pixels of a line, so that one load of a weight serves all four.

override QUADS: u32 = 4u;   // in a line of the tile, of four pixels each
override LINES: u32 = 8u;   // of the tile
override KERNEL: u32 = 3u;  // side of every convolution
override DEPTH: u32 = 1u;   // convolutions
override WHOLE: u32 = 200u; // values of the tile with the margin of all convolutions
override HIDDENS: u32 = 1u; // with the margin of one, where there are two

const QUAD = 4u;

fn tile() -> vec2u { return vec2u(QUAD * QUADS, LINES); }

// Side lengths of the tile with the margin of this number of convolutions. With one convolution, a line is a whole number of quads, the
// last of which may exceed the margin.
fn tileWith(convolutions: u32) -> vec2u {
  let sides = tile() + convolutions * (KERNEL - 1u);
  return vec2u(sides.x + (QUAD - (KERNEL - 1u) % QUAD) % QUAD, sides.y);
}
