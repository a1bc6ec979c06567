// A categorical distribution over choices by logits, of which some may be unavailable. Its kernel has `policy`, rows of logits, `records`,
// and params.choices and params.available, the first word of a record that marks available choices, or EVERYTHING.

const EVERYTHING = 0xffffffffu;
const UNAVAILABLE = -1e10; // the logit of unavailable choices

fn canTake(record: u32, choice: u32) -> bool {
  if (params.available == EVERYTHING) { return true; }
  return records[record + params.available + choice] != 0.0;
}

// @param first where the row of logits begins
fn logitOf(first: u32, record: u32, choice: u32) -> f32 {
  if (!canTake(record, choice)) { return UNAVAILABLE; }
  return policy[first + choice];
}

// ln sum exp of a row's logits.
fn logSum(first: u32, record: u32) -> f32 {
  var largest = logitOf(first, record, 0u);
  for (var a = 1u; a < params.choices; a++) { largest = max(largest, logitOf(first, record, a)); }
  var sum = 0.0;
  for (var a = 0u; a < params.choices; a++) { sum += exp(logitOf(first, record, a) - largest); }
  return largest + log(sum);
}

// - sum p ln p.
fn entropyOf(first: u32, record: u32, all: f32) -> f32 {
  var sum = 0.0;
  for (var a = 0u; a < params.choices; a++) {
    let logProbability = logitOf(first, record, a) - all;
    sum -= exp(logProbability) * logProbability;
  }
  return sum;
}
