// What the divergence counts in the loss of a step, counted from 0: beta, reached along a line over the first warmUpSteps.
fn klWeight(beta: f32, warmUpSteps: f32, step: u32) -> f32 {
  if (f32(step) >= warmUpSteps) { return beta; }
  return beta * f32(step) / warmUpSteps;
}
