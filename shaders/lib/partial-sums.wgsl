// Partial sums of channels in workgroup memory, which one invocation a channel adds in ascending order: the size of a workgroup
// changes no bit.

override INVOCATIONS: u32 = 256u; // of a workgroup, 16 or more

var<workgroup> firsts: array<vec4f, INVOCATIONS>; // [partials at a time, vec4s of channels]
var<workgroup> seconds: array<vec4f, INVOCATIONS>;

// The two sums of an invocation's channel, with those of `count` partials. columns: vec4s of channels.
fn withPartials(earlier: vec2f, count: u32, columns: u32, thread: u32) -> vec2f {
  var sums = earlier;
  for (var k = 0u; k < count; k++) {
    let at = k * columns + thread / 4u;
    sums += vec2f(firsts[at][thread % 4u], seconds[at][thread % 4u]);
  }
  return sums;
}
