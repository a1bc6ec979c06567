// The exponential linear unit, accurate near 0, and its slope.
//#include lib/exponential

fn elu(x: f32) -> f32 {
  return max(x, 0.0) + expLess1(vec4f(min(x, 0.0))).x;
}

fn eluSlope(x: f32) -> f32 {
  return exp(min(x, 0.0));
}
