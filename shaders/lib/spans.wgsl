// Sums over spans, taken for 4 or 8 steps at once, so that a value of the past is loaded once for all steps that hear it.
// Terms are added in the order in which their values came to be, so blocks, chunks and single steps have equal bits.
// The including shader declares `taps`: first span, last span, then the weight of span k at k + 1.

const BLOCK = 4u;

fn weightOf(span: u32) -> f32 { return select(0.0, taps[span + 1u], span <= u32(taps[1])); }

fn weightsFrom(span: u32) -> vec4f { return vec4f(weightOf(span), weightOf(span + 1u), weightOf(span + 2u), weightOf(span + 3u)); }

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

// The same for 8 steps: the nearest 4, and the 4 that follow them.
const LONG_BLOCK = 8u;

struct Ahead {
  near: mat4x4f,
  far: mat4x4f,
}

struct Weights {
  near: vec4f,
  far: vec4f,
}

fn longWeightsFrom(span: u32) -> Weights { return Weights(weightsFrom(span), weightsFrom(span + 4u)); }

fn longBefore(span: u32, w: Weights) -> Weights { return Weights(before(span, w.near), vec4f(w.near.w, w.far.xyz)); }

fn longLeastSpan() -> u32 { return max(u32(taps[0]), LONG_BLOCK) - (LONG_BLOCK - 1u); }

fn longHeard(ahead: Ahead, value: vec4f, w: Weights) -> Ahead {
  return Ahead(heard(ahead.near, value, w.near), heard(ahead.far, value, w.far));
}

fn longPassed(ahead: Ahead, value: vec4f, w: Weights) -> Ahead {
  let near = mat4x4f(ahead.near[1], ahead.near[2], ahead.near[3], ahead.far[0]);
  return Ahead(heard(near, value, w.near), passed(ahead.far, value, w.far));
}
