// Which weight joins step `from` to step t in a parallel neuron, and with which factor.
//   FULL: every step has a weight for every other.   MASKED: weights of other steps than the `order` newest count 1 - masking.
//   SLIDING: one weight for each of the `order` newest steps, the same at every t, the newest last.

override FORM: u32 = 0u; // the constants below

const FULL = 0u;
const MASKED = 1u;
const SLIDING = 2u;

// Whether steps outside the `order` newest have no weight.
fn isBanded(masking: f32) -> bool { return FORM == SLIDING || (FORM == MASKED && masking == 1.0); }

fn weightIndex(t: u32, before: u32, steps: u32, order: u32) -> u32 {
  return select(before * steps + t, order - 1u - (t - before), FORM == SLIDING);
}

fn weightFactor(t: u32, before: u32, order: u32, masking: f32) -> f32 {
  return select(1.0, 1.0 - masking, FORM == MASKED && (before > t || t - before >= order));
}
