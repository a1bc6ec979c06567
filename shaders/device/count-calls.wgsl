// calls[0] += 1, in one thread: a dispatch that computes next to nothing and waits for the one before, whose time is what a call costs.

@group(0) @binding(0) var<storage, read_write> calls: array<u32>; // [1]

@compute @workgroup_size(1)
fn main() {
  calls[0] += 1u;
}
