// The exploration noise of actions: from params.noiseStart to params.noiseEnd while a clock goes from 0 to params.noiseOver.

fn noiseAt(time: u32) -> f32 {
  let share = select(min(1.0, f32(time) / params.noiseOver), 1.0, params.noiseOver == 0.0);
  return mix(params.noiseStart, params.noiseEnd, share);
}
