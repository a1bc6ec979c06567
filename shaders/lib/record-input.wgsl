// An agent's input from one record. The including shader declares `records`, `observation`, `action`, `reward`, `starts` and `params`.
// Where an episode starts, the previous action and reward are those of another: zero. Rows are agents, those of a group in order:
// each receives a 1 at its own index (one-hot) after its observation.

override DISCRETE: u32 = 0u; // 1: an action is an index, given one-hot

const RESET = 4u;

// @param source where the record begins. @param row of the outputs.
fn inputOf(source: u32, row: u32) {
  let begins = (u32(records[source + params.end]) & RESET) != 0u;
  starts[row] = select(0.0, 1.0, begins);
  for (var i = 0u; i < params.observationColumns; i++) {
    var value = 0.0;
    if (i < params.observations) {
      value = records[source + i];
    } else if (i < params.observations + params.agents && row % params.agents == i - params.observations) {
      value = 1.0;
    }
    observation[row * params.observationColumns + i] = value;
  }
  for (var i = 0u; i < params.actionColumns; i++) {
    var value = 0.0;
    if (DISCRETE == 1u) {
      value = select(0.0, 1.0, i < params.actions && u32(records[source + params.action]) == i);
    } else if (i < params.actions) {
      value = records[source + params.action + i];
    }
    action[row * params.actionColumns + i] = select(value, 0.0, begins);
  }
  for (var i = 0u; i < params.rewardColumns; i++) {
    var value = 0.0;
    if (i == 0u && !begins) { value = params.rewardScale * records[source + params.reward]; }
    reward[row * params.rewardColumns + i] = value;
  }
}
