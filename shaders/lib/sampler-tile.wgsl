// The tile of a picture that a workgroup of the sampler owns, with the margin that one or two convolutions reach into.

override TILE_X: u32 = 16u;
override TILE_Y: u32 = 8u;
override KERNEL: u32 = 3u;  // side of every convolution
override DEPTH: u32 = 1u;   // convolutions
override WHOLE: u32 = 180u; // values of the tile with the margin of all convolutions
override HIDDENS: u32 = 1u; // with the margin of one, where there are two

// Side lengths of the tile with the margin of so many convolutions.
fn tileWith(convolutions: u32) -> vec2u { return vec2u(TILE_X, TILE_Y) + convolutions * (KERNEL - 1u); }
