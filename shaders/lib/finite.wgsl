// "Not finite" is read from the bits of a buffer bound as u32: comparisons are unreliable (v != v is false for NaN on software adapters).
const EXPONENT = 0x7f800000u;

fn isNotFinite(bits: u32) -> bool { return (bits & EXPONENT) == EXPONENT; }
fn isNaN(bits: u32) -> bool { return (bits & 0x7fffffffu) > EXPONENT; }
fn areNotFinite(bits: vec4u) -> vec4<bool> { return (bits & vec4u(EXPONENT)) == vec4u(EXPONENT); }
fn areNaN(bits: vec4u) -> vec4<bool> { return (bits & vec4u(0x7fffffffu)) > vec4u(EXPONENT); }
