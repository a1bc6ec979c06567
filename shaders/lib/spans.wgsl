// Sums over spans, taken for 4 steps at once, so that a value of the past is loaded once for all steps that hear it.
// Terms are added in the order in which their values came to be, so blocks, chunks and single steps have equal bits.
// The including shader declares `taps`: first span, last span, then the weight of span k at k + 1, and 3 zeros behind the last.

const BLOCK = 4u;

fn weightsFrom(span: u32) -> vec4f { return vec4f(taps[span + 1u], taps[span + 2u], taps[span + 3u], taps[span + 4u]); }

// The weights from one span earlier on.
fn before(span: u32, weights: vec4f) -> vec4f { return vec4f(taps[span], weights.xyz); }

// The smallest span that reaches one of 4 steps.
fn leastSpan() -> u32 { return max(u32(taps[0]), BLOCK) - (BLOCK - 1u); }

// What each of the next 4 steps has heard, with one value more.
fn heard(ahead: mat4x4f, value: vec4f, weights: vec4f) -> mat4x4f {
  return mat4x4f(
    fma(vec4f(weights.x), value, ahead[0]),
    fma(vec4f(weights.y), value, ahead[1]),
    fma(vec4f(weights.z), value, ahead[2]),
    fma(vec4f(weights.w), value, ahead[3]),
  );
}

// One step on: what it made is heard by those that follow it in the block, from span 1 on.
fn passed(ahead: mat4x4f, value: vec4f, weights: vec4f) -> mat4x4f {
  return heard(mat4x4f(ahead[1], ahead[2], ahead[3], vec4f()), value, weights);
}
