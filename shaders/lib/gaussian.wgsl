// The divergence of a normal distribution q of one variable from another one, p, each given as a mean and the log of a variance:
//   KL(q || p) = (logVarianceP - logVarianceQ + exp(logVarianceQ - logVarianceP) + (meanQ - meanP)^2 exp(-logVarianceP) - 1) / 2

struct Normal {
  mean: f32,
  logVariance: f32,
}

// exp(x) - 1 - x, at least 0: the series for small x, where the difference would cancel.
fn expOverLine(x: f32) -> f32 {
  if (abs(x) > 1.0) { return exp(x) - 1.0 - x; }
  var term = 1.0;
  for (var i = 13u; i > 2u; i--) { term = fma(term, x / f32(i), 1.0); }
  return 0.5 * x * x * term;
}

fn divergenceOf(q: Normal, p: Normal) -> f32 {
  let apart = q.mean - p.mean;
  return 0.5 * (expOverLine(q.logVariance - p.logVariance) + apart * apart * exp(-p.logVariance));
}
