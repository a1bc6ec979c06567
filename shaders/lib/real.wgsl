// The numbers of an invocation: of four neighboring neurons. For texts that would take long to compile, a library for one neuron is printed
// in its place (src/neurons/equations/kernels.ts).
alias Real = vec4f;
alias Flag = vec4<bool>;

const LANES = 4u;

fn lane(x: Real, i: u32) -> f32 { return x[i]; }
fn sumOfLanes(x: Real) -> f32 { return (x.x + x.y) + (x.z + x.w); }

// Which neurons are no padding: only these may fire, or have a gradient, whatever a text computes from zeros.
fn below(features: u32, column: u32) -> Flag { return 4u * column + vec4u(0u, 1u, 2u, 3u) < vec4u(features); }
