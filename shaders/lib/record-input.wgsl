// An agent's input from one record: its observation, its previous action and the reward for it. The including shader declares `records` and
// `params`. Where an episode starts, the previous action and reward are those of another: zero. Rows are agents, those of a group in order:
// each receives a 1 at its own index (one-hot) after its observation. Columns of padding are 0.

override DISCRETE: u32 = 0u; // 1: an action is an index, given one-hot

const RESET = 4u;

// @param source where the record begins.
fn beginsAt(source: u32) -> bool { return (u32(records[source + params.end]) & RESET) != 0u; }

fn observationAt(source: u32, row: u32, i: u32) -> f32 {
  if (i < params.observations) { return records[source + i]; }
  let own = i < params.observations + params.agents && row % params.agents == i - params.observations;
  return select(0.0, 1.0, own);
}

fn actionAt(source: u32, i: u32) -> f32 {
  if (i >= params.actions || beginsAt(source)) { return 0.0; }
  if (DISCRETE == 1u) { return select(0.0, 1.0, u32(records[source + params.action]) == i); }
  return records[source + params.action + i];
}

fn rewardAt(source: u32, i: u32) -> f32 {
  if (i > 0u || beginsAt(source)) { return 0.0; }
  return params.rewardScale * records[source + params.reward];
}
