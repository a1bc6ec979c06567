// What records say of a transition: its action, reward and end are in the record of the moment behind it. Its kernel has `records`,
// [moments, rows, words], and params.rows and params.words.

const TERMINATED = 1u; // bits of how a transition ended, which a record holds as a number
const TRUNCATED = 2u;
const RESET = 4u;

// The first word of a record.
fn recordOf(moment: u32, row: u32) -> u32 {
  return (moment * params.rows + row) * params.words;
}

fn bitsAt(moment: u32, row: u32, end: u32) -> u32 {
  return u32(records[recordOf(moment, row) + end]);
}
