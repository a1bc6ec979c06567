// Shared by the forward and the backward kernel of a latent model: which parts it has, its kinds of memory, and their functions.

override CELL: u32 = 1u;           // NONE, TANH, RELU, GRU or LSTM
override LATENT: u32 = 1u;         // 0: there is no latent, and no encoder
override ENCODER_HIDDEN: u32 = 0u; // 1: the encoder has a hidden layer
override MEMORY_HIDDEN: u32 = 0u;  // 1: the memory has a hidden layer (TANH and RELU only)

const NONE = 0u;
const TANH = 1u;
const RELU = 2u;
const GRU = 3u;
const LSTM = 4u;

fn tanhOf(x: vec4f) -> vec4f { return tanh(clamp(x, vec4f(-20.0), vec4f(20.0))); }
fn logistic(x: vec4f) -> vec4f { return 1.0 / (1.0 + exp(-clamp(x, vec4f(-60.0), vec4f(60.0)))); }
fn squashed(x: vec4f) -> vec4f {
  if (CELL == RELU) { return max(x, vec4f()); }
  return tanhOf(x);
}
// The derivative of `squashed`, from its value.
fn slopeOfSquashed(y: vec4f) -> vec4f {
  if (CELL == RELU) { return vec4f(y > vec4f()); }
  return 1.0 - y * y;
}
