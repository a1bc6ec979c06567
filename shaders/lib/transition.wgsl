// The transitions in records: action, reward and end are in the record of the time step after it. Its kernel has `records`,
// [timeSteps, rows, words], and params.rows and params.words.

const TERMINATED = 1u; // bits of how a transition ended, which a record holds as a number
const TRUNCATED = 2u;
const RESET = 4u;

// The first word of a record.
fn recordOf(timeStep: u32, row: u32) -> u32 {
  return (timeStep * params.rows + row) * params.words;
}

fn bitsAt(timeStep: u32, row: u32, end: u32) -> u32 {
  return u32(records[recordOf(timeStep, row) + end]);
}
