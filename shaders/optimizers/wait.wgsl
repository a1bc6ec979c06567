// Holds all that stands still while `halted` is set, as long as a clock is before some step; and lets it go again with `until` 0. What
// was halted for another reason stays so. One invocation.

const WAITS = 2u; // in the place of the 1 of a halt

struct Params {
  until: u32,
}

@group(0) @binding(0) var<storage, read> clock: array<u32>;        // [1]
@group(0) @binding(1) var<storage, read_write> halted: array<u32>; // [4]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(1)
fn main() {
  if (halted[0] == 0u || halted[0] == WAITS) { halted[0] = select(0u, WAITS, clock[0] < params.until); }
}
