// The hyperbolic tangent of a normal number, a = tanh(u), u = mean + exp(clamp(logDeviation)) n (Haarnoja et al. 2018). Its log density:
//   -n^2 / 2 - logDeviation - ln(2 pi) / 2 - ln(1 - a^2 + SLACK)

const MIN_LOG = -20.0; // of a deviation
const MAX_LOG = 2.0;
const SLACK = 1e-6;
const HALF_LOG_TURN = 0.9189385332046727; // ln(2 pi) / 2

fn clampedLog(logDeviation: f32) -> f32 { return clamp(logDeviation, MIN_LOG, MAX_LOG); }

fn unsquashed(mean: f32, logDeviation: f32, n: f32) -> f32 { return fma(exp(clampedLog(logDeviation)), n, mean); }

// 1 - tanh(u)^2, with the digits that the difference would lose.
fn squashSlope(u: f32) -> f32 {
  let e = exp(-2.0 * abs(u));
  return 4.0 * e / ((1.0 + e) * (1.0 + e));
}

fn squashedLogDensity(logDeviation: f32, n: f32, slope: f32) -> f32 {
  return -fma(0.5 * n, n, clampedLog(logDeviation) + HALF_LOG_TURN) - log(slope + SLACK);
}
