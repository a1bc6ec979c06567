// The weight of the divergence in the loss of a step, counted from 0: beta, after a linear warm-up over warmUpSteps.
fn klWeight(beta: f32, warmUpSteps: f32, step: u32) -> f32 {
  if (f32(step) >= warmUpSteps) { return beta; }
  return beta * f32(step) / warmUpSteps;
}
