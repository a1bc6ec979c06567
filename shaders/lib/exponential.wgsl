// Functions of exp that stay accurate where a sum with 1 would lose digits, and that never overflow.
//#include lib/real

// exp(x) - 1 for x <= 0: the series where x is small, else the difference.
fn expLess1(x: Real) -> Real {
  var term = Real(1.0);
  for (var i = 10u; i > 1u; i--) { term = fma(term, x / f32(i), Real(1.0)); }
  return select(term * x, exp(x) - 1.0, x < Real(-0.5));
}

// ln(1 + x) for x from 0 to 1, as 2 atanh(x / (2 + x)).
fn log1Plus(x: Real) -> Real {
  let part = x / (2.0 + x);
  var sum = Real();
  for (var odd = 15.0; odd > 0.0; odd -= 2.0) { sum = fma(sum, part * part, Real(1.0 / odd)); }
  return 2.0 * part * sum;
}

// ln(1 + exp(x)).
fn softplus(x: Real) -> Real {
  return max(x, Real()) + log1Plus(exp(-abs(x)));
}

// 1 / (1 + exp(-x)).
fn logistic(x: Real) -> Real {
  let small = exp(-abs(x));
  return select(small, Real(1.0), x >= Real()) / (1.0 + small);
}

// The hyperbolic tangent; the builtin may overflow far from 0.
fn hyperbolicTangent(x: Real) -> Real {
  let toOne = -expLess1(-2.0 * abs(x));
  return sign(x) * toOne / (2.0 - toOne);
}
