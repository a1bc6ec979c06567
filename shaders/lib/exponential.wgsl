// Functions of exp that stay accurate where a sum with 1 would lose digits, and that never overflow.
//#include lib/real

// exp(x) - 1 for x <= 0: the series where x is small, else the difference. The series are written out, since a text of equations may call
// these functions hundreds of times, and so many loops take a compiler several times longer.
fn expLess1(x: Real) -> Real {
  var term = fma(Real(1.0), x / 10.0, Real(1.0));
  term = fma(term, x / 9.0, Real(1.0));
  term = fma(term, x / 8.0, Real(1.0));
  term = fma(term, x / 7.0, Real(1.0));
  term = fma(term, x / 6.0, Real(1.0));
  term = fma(term, x / 5.0, Real(1.0));
  term = fma(term, x / 4.0, Real(1.0));
  term = fma(term, x / 3.0, Real(1.0));
  term = fma(term, x / 2.0, Real(1.0));
  return select(term * x, exp(x) - 1.0, x < Real(-0.5));
}

// ln(1 + x) for x from 0 to 1, as 2 atanh(x / (2 + x)).
fn log1Plus(x: Real) -> Real {
  let part = x / (2.0 + x);
  let square = part * part;
  var sum = Real(1.0f / 15.0f);
  sum = fma(sum, square, Real(1.0f / 13.0f));
  sum = fma(sum, square, Real(1.0f / 11.0f));
  sum = fma(sum, square, Real(1.0f / 9.0f));
  sum = fma(sum, square, Real(1.0f / 7.0f));
  sum = fma(sum, square, Real(1.0f / 5.0f));
  sum = fma(sum, square, Real(1.0f / 3.0f));
  sum = fma(sum, square, Real(1.0));
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
