// Elementwise functions, and their derivatives computed from their outputs: no backward pass needs their inputs.
//   relu max(0, x);  tanh;  sigmoid 1 / (1 + exp(-x));  softplus ln(1 + exp(x));  exp, beyond 10 along its tangent
//#include lib/exponential

const RELU = 0u;
const TANH = 1u;
const SIGMOID = 2u;
const SOFTPLUS = 3u;
const EXP = 4u;
const STRAIGHT_FROM = 10.0; // where exp continues as its tangent: so it does not overflow, and its gradient does not grow further

override KIND: u32 = 0u;

fn activated(x: vec4f) -> vec4f {
  switch KIND {
    case TANH: { return hyperbolicTangent(x); }
    case SIGMOID: { return logistic(x); }
    case SOFTPLUS: { return softplus(x); }
    case EXP: {
      let beyond = max(x - STRAIGHT_FROM, vec4f());
      return exp(min(x, vec4f(STRAIGHT_FROM))) * (1.0 + beyond);
    }
    default: { return max(x, vec4f()); }
  }
}

// The derivative where the output is y.
fn slopeAt(y: vec4f) -> vec4f {
  switch KIND {
    case TANH: { return 1.0 - y * y; }
    case SIGMOID: { return y * (1.0 - y); }
    case SOFTPLUS: { return -expLess1(-y); }
    case EXP: { return min(y, vec4f(exp(STRAIGHT_FROM))); }
    default: { return select(vec4f(), vec4f(1.0), y > vec4f()); }
  }
}
