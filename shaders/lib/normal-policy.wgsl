// A policy of independent normal distributions, one per dimension of the action. Its kernel has `policy`, rows of means, `logStd`,
// [columns], `records`, and params.dimensions.

const HALF_LOG_TURN = 0.9189385332046727; // ln(2 pi) / 2

// How many standard deviations an action's dimension is from its mean. @param first of the row of means. @param action of the action in records
fn deviations(first: u32, action: u32, dimension: u32) -> f32 {
  return (records[action + dimension] - policy[first + dimension]) * exp(-logStd[dimension]);
}

fn logDensity(first: u32, action: u32) -> f32 {
  var sum = 0.0;
  for (var d = 0u; d < params.dimensions; d++) {
    let z = deviations(first, action, d);
    sum -= fma(0.5 * z, z, logStd[d] + HALF_LOG_TURN);
  }
  return sum;
}

fn entropyOf() -> f32 {
  var sum = 0.0;
  for (var d = 0u; d < params.dimensions; d++) { sum += logStd[d] + HALF_LOG_TURN + 0.5; }
  return sum;
}
