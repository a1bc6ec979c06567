// Which rows a minibatch has: its kernel has `clock`, and params.size, params.rows, params.members, params.half, params.seed and params.order.
//#include lib/random

// Where word i of a taken tensor, [time steps, size, words], comes from.
fn sourceOf(i: u32, words: u32) -> u32 {
  let b = i / words % params.size;
  let place = clock[0] * (params.size / params.members) + b / params.members;
  let groups = params.rows / params.members;
  let key = randomKey(params.seed, params.order, place / groups);
  let row = permute(place % groups, groups, params.half, key) * params.members + b % params.members;
  return (i / (words * params.size) * params.rows + row) * words + i % words;
}
