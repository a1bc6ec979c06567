// The return of a transition that bootstraps at its next time step:  r + gamma V;  r after a termination. The including shader has `records`,
// params.reward, params.end, params.gamma and params.rewardScale, and what lib/transition needs.

// @param value V. @param i the time step and row of V, timeStep * rows + row
fn oneStepReturn(value: f32, i: u32) -> f32 {
  let timeStep = i / params.rows;
  let row = i % params.rows;
  let reward = params.rewardScale * records[recordOf(timeStep, row) + params.reward];
  if ((bitsAt(timeStep, row, params.end) & TERMINATED) != 0u) { return reward; }
  return fma(params.gamma, value, reward);
}
