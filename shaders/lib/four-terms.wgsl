// The product of an outputs' gradient with weights, four terms of 4 rows by 4 inputs at a time, in their order. The including shader has
// outputGrad and weight, in vec4s along the outputs.

// Four terms of 4 rows, and below of 4 inputs.
fn gradsAt(at: vec4u) -> mat4x4f { return mat4x4f(outputGrad[at.x], outputGrad[at.y], outputGrad[at.z], outputGrad[at.w]); }
fn weightsAt(at: vec4u) -> mat4x4f { return transpose(mat4x4f(weight[at.x], weight[at.y], weight[at.z], weight[at.w])); }

// Of one row: the four terms in order.
fn addTerms(sum: vec4f, g: vec4f, w: mat4x4f) -> vec4f {
  return fma(vec4f(g.w), w[3], fma(vec4f(g.z), w[2], fma(vec4f(g.y), w[1], fma(vec4f(g.x), w[0], sum))));
}

fn add(sums: mat4x4f, g: mat4x4f, w: mat4x4f) -> mat4x4f {
  return mat4x4f(addTerms(sums[0], g[0], w), addTerms(sums[1], g[1], w), addTerms(sums[2], g[2], w), addTerms(sums[3], g[3], w));
}
