// The order in which the frames of a sample are sent: frame sourceOf(order, t) at step t. Every stream of a sample has the same.
//   recorded   t
//   reversed   frames - 1 - t
//   shuffled   a permutation of 0..frames-1, keyed by the sample: the same every time
// Collapsed frames have no order: their mean is sent.
//#include lib/random

const REVERSED = 0u;
const SHUFFLED = 1u;
const COLLAPSED = 2u;

// `half`: half the bits of a frame index, for the permutation.
fn sourceOf(order: u32, t: u32, frames: u32, half: u32, seed: u32, stream: u32, sample: u32) -> u32 {
  switch order {
    case REVERSED: { return frames - 1u - t; }
    case SHUFFLED: { return permute(t, frames, half, sample * 0x85ebca6bu + randomKey(seed, stream, 0u)); }
    default: { return t; }
  }
}
