// Sine and cosine of numbers up to a few thousand, off by about 1e-7: WGSL allows its own an absolute error of 2^-11, which is too much for
// physics. Whole quarter turns are subtracted in three pieces (Cody and Waite, 1980), whose products are exact; polynomials of the rest, in
// [-pi/4, pi/4], are those of S. Moshier's Cephes (sinf.c).
fn sineCosine(x: f32) -> vec2f {
  let quarters = round(x * 0.6366197723675814);
  let near = fma(-quarters, 4.837512969970703125e-4, fma(-quarters, 1.5703125, x));
  let r = fma(-quarters, 7.54978995489188216e-8, near);
  let z = r * r;
  let sine = fma(r * z, fma(z, fma(z, -1.9515295891e-4, 8.3321608736e-3), -1.6666654611e-1), r);
  let cosine = fma(z * z, fma(z, fma(z, 2.443315711809948e-5, -1.388731625493765e-3), 4.166664568298827e-2), fma(-0.5, z, 1.0));
  switch u32(i32(quarters)) & 3u {
    case 0u: { return vec2f(sine, cosine); }
    case 1u: { return vec2f(cosine, -sine); }
    case 2u: { return vec2f(-sine, -cosine); }
    default: { return vec2f(-cosine, sine); }
  }
}

// The angle less whole turns, in [-pi, pi]; a turn is taken off in the same three pieces.
fn wrapped(angle: f32) -> f32 {
  let turns = round(angle * 0.15915494309189535);
  return fma(-turns, 3.019915981956753e-7, fma(-turns, 1.93500518798828125e-3, fma(-turns, 6.28125, angle)));
}
