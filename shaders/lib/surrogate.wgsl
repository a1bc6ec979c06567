// What replaces the derivative of a spike at x = membrane - threshold. `scale` is the width of rect, the standard deviation
// of gaussian, and the steepness of the others. smoothSpike is the smooth step whose true derivative is surrogateSlope:
// with it a network can be checked against finite differences. RELU and SILU are no surrogates: they are the outputs of analog
// neurons and their true slopes, that of RELU 0 at 0, and always smooth.
//#include lib/exponential

const RECT = 0u;
const TRIANGLE = 1u;
const SIGMOID = 2u;
const ATAN = 3u;
const FAST_SIGMOID = 4u;
const GAUSSIAN = 5u;
const RELU = 6u;
const SILU = 7u;

fn surrogateSlope(kind: u32, scale: f32, x: Real) -> Real {
  switch kind {
    case RECT: { return select(Real(), Real(1.0 / scale), abs(x) < Real(0.5 * scale)); }
    case TRIANGLE: { return scale * max(Real(), 1.0 - scale * abs(x)); }
    case SIGMOID: {
      let e = exp(-abs(scale * x)); // stable on both sides: q (1 - q) is even
      return scale * e / ((1.0 + e) * (1.0 + e));
    }
    case ATAN: {
      let y = 1.5707963267948966 * scale * x;
      return 0.5 * scale / (1.0 + y * y);
    }
    case FAST_SIGMOID: {
      let y = 1.0 + scale * abs(x);
      return 1.0 / (y * y);
    }
    case RELU: { return select(Real(), Real(1.0), x > Real()); }
    case SILU: { return logistic(x) * (1.0 + x * logistic(-x)); }
    default: {
      let y = x / scale;
      return exp(-0.5 * y * y) * (0.3989422804014327 / scale);
    }
  }
}

fn smoothSpike(kind: u32, scale: f32, x: Real) -> Real {
  switch kind {
    case RECT: { return clamp(x / scale + 0.5, Real(), Real(1.0)); }
    case TRIANGLE: {
      let y = min(Real(1.0), scale * abs(x));
      return 0.5 + sign(x) * (y - 0.5 * y * y);
    }
    case SIGMOID: { return logistic(scale * x); }
    case ATAN: { return 0.5 + atan(1.5707963267948966 * scale * x) * 0.3183098861837907; }
    case FAST_SIGMOID: { return 0.5 + x / (1.0 + scale * abs(x)); }
    case RELU: { return select(Real(), x, x > Real()); }
    case SILU: { return x * logistic(x); }
    default: { return 0.5 + 0.5 * errorFunction(x / (scale * 1.4142135623730951)); }
  }
}

// erf to 1.5e-7: Abramowitz and Stegun 7.1.26.
fn errorFunction(x: Real) -> Real {
  let t = 1.0 / (1.0 + 0.3275911 * abs(x));
  let p = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return sign(x) * (1.0 - p * exp(-x * x));
}
