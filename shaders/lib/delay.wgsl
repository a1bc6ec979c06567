// The weight of each lag of a delay, and its derivative by the delay.
//   GAUSSIAN: k(lag) = e(lag) / (sum of e over all lags + 1e-7),  e(lag) = exp(-((lag - delay) / sigma)^2 / 2)   (Hammouamri et al. 2024)
//   LINEAR:   k(lag) = max(0, 1 - |lag - delay|)
//   WHOLE:    k(lag) = 1 at the lag nearest to the delay, else 0

override KERNEL: u32 = 0u; // the constants below

const GAUSSIAN = 0u;
const LINEAR = 1u;
const WHOLE = 2u;

const EPSILON = 1e-7;

// What the weights of all lags of one delay share.
struct Lags {
  delay: f32,
  sigma: f32,
  total: f32, // GAUSSIAN: of e, plus EPSILON
}

fn bump(lag: u32, lags: Lags) -> f32 {
  let z = (f32(lag) - lags.delay) / lags.sigma;
  return exp(-0.5 * z * z);
}

fn lagsOf(delay: f32, sigma: f32, count: u32) -> Lags {
  var lags = Lags(delay, sigma, 1.0);
  if (KERNEL == GAUSSIAN) {
    var sum = 0.0;
    for (var lag = 0u; lag < count; lag++) { sum += bump(lag, lags); }
    lags.total = sum + EPSILON;
  }
  return lags;
}

fn lagWeight(lag: u32, lags: Lags) -> f32 {
  switch KERNEL {
    case GAUSSIAN: { return bump(lag, lags) / lags.total; }
    case LINEAR: { return max(0.0, 1.0 - abs(f32(lag) - lags.delay)); }
    default: { return select(0.0, 1.0, f32(lag) == round(lags.delay)); }
  }
}
