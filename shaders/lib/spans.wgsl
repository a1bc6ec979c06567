// Sums over skips, computed for a block of 8 steps at once, so that a value of the past is loaded once for all steps that receive it.
// Terms are added in the order of time, so blocks, chunks and single steps have equal bits.
// The including shader declares `skipWeights`: first skip, last skip, then the weight of skip k at k + 1.

const BLOCK = 8u;

// What each of the next 8 steps has received: the nearest 4, and the 4 that follow them.
struct Ahead {
  near: mat4x4f,
  far: mat4x4f,
}

// The weights of 8 consecutive skips.
struct Weights {
  near: vec4f,
  far: vec4f,
}

fn weightOf(span: u32) -> f32 { return select(0.0, skipWeights[span + 1u], span <= u32(skipWeights[1])); }

fn fourFrom(span: u32) -> vec4f { return vec4f(weightOf(span), weightOf(span + 1u), weightOf(span + 2u), weightOf(span + 3u)); }

fn weightsFrom(span: u32) -> Weights { return Weights(fourFrom(span), fourFrom(span + 4u)); }

// The weights from one skip earlier on.
fn before(span: u32, w: Weights) -> Weights { return Weights(vec4f(skipWeights[span], w.near.xyz), vec4f(w.near.w, w.far.xyz)); }

// The smallest skip that reaches one of 8 steps.
fn leastSpan() -> u32 { return max(u32(skipWeights[0]), BLOCK) - (BLOCK - 1u); }

fn fourReceived(ahead: mat4x4f, value: vec4f, weights: vec4f) -> mat4x4f {
  return mat4x4f(
    fma(vec4f(weights.x), value, ahead[0]),
    fma(vec4f(weights.y), value, ahead[1]),
    fma(vec4f(weights.z), value, ahead[2]),
    fma(vec4f(weights.w), value, ahead[3]),
  );
}

// The state with one more value received.
fn received(ahead: Ahead, value: vec4f, w: Weights) -> Ahead {
  return Ahead(fourReceived(ahead.near, value, w.near), fourReceived(ahead.far, value, w.far));
}

// After a step: its recurrent input is received by the later steps of the block, from skip 1 on.
fn passed(ahead: Ahead, value: vec4f, w: Weights) -> Ahead {
  let near = mat4x4f(ahead.near[1], ahead.near[2], ahead.near[3], ahead.far[0]);
  let far = mat4x4f(ahead.far[1], ahead.far[2], ahead.far[3], vec4f());
  return received(Ahead(near, far), value, w);
}
