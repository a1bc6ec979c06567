// Sets `halted` while a clock is before step `until`, which suspends everything that stops while it is set; `until` 0 clears it. A halt
// for another reason is left unchanged. One invocation.

const WAITS = 2u; // the value of `halted` while waiting, instead of the 1 of a halt

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
