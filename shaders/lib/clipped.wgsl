// The clipped objective of PPO (Schulman et al. 2017) of one transition, as a loss:
//   ratio = exp(logProbability - old);  loss = -min(ratio A, clamp(ratio, 1 - clip, 1 + clip) A)
//#include lib/gaussian

struct Clipped {
  loss: f32,
  slope: f32,      // d loss / d logProbability
  isClipped: f32,  // 1 where the ratio is beyond the clip
  divergence: f32, // ratio - 1 - ln ratio: its mean estimates KL(old || new) (Schulman 2020)
}

fn clippedOf(logProbability: f32, old: f32, advantage: f32, clip: f32) -> Clipped {
  let apart = logProbability - old;
  let ratio = exp(apart);
  let near = clamp(ratio, 1.0 - clip, 1.0 + clip);
  let slope = select(-ratio * advantage, 0.0, near * advantage < ratio * advantage);
  return Clipped(-min(ratio * advantage, near * advantage), slope, select(0.0, 1.0, near != ratio), expOverLine(apart));
}
