// The hyperbolic tangent of a normal number, a = tanh(u), u = mean + exp(clamp(logStd)) n (Haarnoja et al. 2018). Its log density:
//   -n^2 / 2 - logStd - ln(2 pi) / 2 - ln(1 - a^2 + SLACK)

const MIN_LOG = -20.0; // of the log of a standard deviation
const MAX_LOG = 2.0;
const SLACK = 1e-6;
const HALF_LOG_TURN = 0.9189385332046727; // ln(2 pi) / 2

fn clampedLog(logStd: f32) -> f32 { return clamp(logStd, MIN_LOG, MAX_LOG); }

fn unsquashed(mean: f32, logStd: f32, n: f32) -> f32 { return fma(exp(clampedLog(logStd)), n, mean); }

// 1 - tanh(u)^2, without cancellation.
fn squashSlope(u: f32) -> f32 {
  let e = exp(-2.0 * abs(u));
  return 4.0 * e / ((1.0 + e) * (1.0 + e));
}

fn squashedLogDensity(logStd: f32, n: f32, slope: f32) -> f32 {
  return -fma(0.5 * n, n, clampedLog(logStd) + HALF_LOG_TURN) - log(slope + SLACK);
}
