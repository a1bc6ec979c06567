// Functions of the language of neurons, four neurons at once, that WGSL lacks or computes too coarsely.
//#include lib/exponential

// a^b as on paper: a negative base has a power where the exponent is whole, else the result is not a number.
fn power(a: Real, b: Real) -> Real {
  let size = pow(abs(a), b);
  let odd = abs(b - 2.0 * floor(0.5 * b)) == Real(1.0);
  let signed = select(size, -size, odd);
  let whole = select(sqrt(a), signed, floor(b) == b);
  return select(whole, size, a >= Real());
}

fn tangent(x: Real) -> Real {
  let e = expLess1(-2.0 * abs(x));
  return -sign(x) * e / (2.0 + e);
}

// As lib/trigonometry, but without a branch, for each of the numbers: a quarter turn on, the sine is the cosine.
fn turned(x: Real, on: f32) -> Real {
  let quarters = round(x * 0.6366197723675814);
  let near = fma(-quarters, Real(4.837512969970703125e-4), fma(-quarters, Real(1.5703125), x));
  let r = fma(-quarters, Real(7.54978995489188216e-8), near);
  let z = r * r;
  let sine = fma(r * z, fma(z, fma(z, Real(-1.9515295891e-4), Real(8.3321608736e-3)), Real(-1.6666654611e-1)), r);
  let cosine = fma(z * z, fma(z, fma(z, Real(2.443315711809948e-5), Real(-1.388731625493765e-3)), Real(4.166664568298827e-2)), fma(Real(-0.5), z, Real(1.0)));
  let quarter = quarters + on - 4.0 * floor(0.25 * (quarters + on));
  let wave = select(sine, cosine, abs(quarter - 2.0) == Real(1.0));
  return select(wave, -wave, quarter >= Real(2.0));
}

fn sine(x: Real) -> Real { return turned(x, 0.0); }
fn cosine(x: Real) -> Real { return turned(x, 1.0); }

// 1 where a condition holds, else 0.
fn flag(condition: Flag) -> Real {
  return select(Real(), Real(1.0), condition);
}
