// Which sample a row of a batch has, and the row's part of a second stream. The including shader has the parameters and bindings of gather.
//   PERMUTED:   position p = clock * total + (micro * batch + b) / each of an endless sequence of epochs, each in a different order;
//               `each` consecutive rows have the same sample
//   IN_ORDER:   the same sequence of epochs, each in the order of the set
//   SEQUENTIAL: position cursor * batch + b; past the end there is padding, whose words are `padding`
// The order is a keyed permutation computed here.
//#include lib/random

override SEQUENTIAL: bool = false;
override IN_ORDER: bool = false;
override SECOND: bool = false;

// The index of a row's sample; from params.count on there is none.
fn sampleOf(b: u32) -> u32 {
  if (SEQUENTIAL) { return clock[0] * params.size + b; }
  let place = clock[0] * params.total + (micro[0] * params.size + b) / params.each;
  if (IN_ORDER) { return place % params.count; }
  return permute(place % params.count, params.count, params.half, randomKey(params.seed, params.order, place / params.count));
}

// Of the second stream, the word at an index of its batch; nothing past the end.
fn gatherSecond(i: u32) {
  if (!SECOND || i >= params.size * params.secondWords) { return; }
  let sample = sampleOf(i / params.secondWords);
  var word = params.secondPadding;
  if (sample < params.count) { word = second[sample * params.secondWords + i % params.secondWords]; }
  secondBatch[i] = word;
}
