// micro += 1: the next micro-batch of the same step begins. One invocation.

@group(0) @binding(0) var<storage, read_write> micro: array<u32>;  // [1]

@compute @workgroup_size(1)
fn main() {
  micro[0] = micro[0] + 1u;
}
