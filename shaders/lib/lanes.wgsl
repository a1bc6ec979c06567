// Four neighboring values that begin at any value of a row of vec4: channels of a second stream follow those of the first.

// Values `by` to `by` + 3 of the eight.
fn shifted(low: vec4f, high: vec4f, by: u32) -> vec4f {
  switch by {
    case 0u: { return low; }
    case 1u: { return vec4f(low.yzw, high.x); }
    case 2u: { return vec4f(low.zw, high.xy); }
    default: { return vec4f(low.w, high.xyz); }
  }
}

// Which of the four channels of a column are not padding.
fn meaning(column: u32, channels: u32) -> vec4<bool> {
  return vec4u(4u * column) + vec4u(0u, 1u, 2u, 3u) < vec4u(channels);
}
