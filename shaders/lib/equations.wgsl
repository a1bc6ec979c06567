// Functions of the language of neurons, four neurons at once, that WGSL lacks or computes too coarsely.
//#include lib/exponential
//#include lib/trigonometry

// a^b as on paper: a negative base has a power where the exponent is whole, else the result is not a number.
fn power(a: vec4f, b: vec4f) -> vec4f {
  let size = pow(abs(a), b);
  let odd = abs(b - 2.0 * floor(0.5 * b)) == vec4f(1.0);
  let signed = select(size, -size, odd);
  let whole = select(sqrt(a), signed, floor(b) == b);
  return select(whole, size, a >= vec4f());
}

fn tangent(x: vec4f) -> vec4f {
  let e = expLess1(-2.0 * abs(x));
  return -sign(x) * e / (2.0 + e);
}

fn sine(x: vec4f) -> vec4f {
  return vec4f(sineCosine(x.x).x, sineCosine(x.y).x, sineCosine(x.z).x, sineCosine(x.w).x);
}

fn cosine(x: vec4f) -> vec4f {
  return vec4f(sineCosine(x.x).y, sineCosine(x.y).y, sineCosine(x.z).y, sineCosine(x.w).y);
}

// 1 where a condition holds, else 0.
fn flag(condition: vec4<bool>) -> vec4f {
  return select(vec4f(), vec4f(1.0), condition);
}
