/**
 * Temporal XOR: two cues with noise between them and behind them, each in the first or the second half of the channels. The label
 * is 1 where the halves differ: neither cue alone says anything.
 */
import { type Draw, type Split, sampleKeys, scatter, scatterCue } from './draws'
import type { SyntheticOf } from './schema'

export function temporalXor(spec: SyntheticOf<'temporalXor'>, split: Split): Draw {
  const { channels, cueSteps, delay, rate, noise } = spec
  const keyOf = sampleKeys(spec, split)
  const cue = { channels, groups: 2, steps: cueSteps, rate }
  return (sample, cells) => {
    const key = keyOf(sample)
    // All four pairs of halves are equally frequent.
    const label = sample % 2
    const first = (sample >>> 1) % 2
    scatter(cells, key, noise)
    scatterCue(cells, key, cue, first, 0)
    scatterCue(cells, key, cue, first ^ label, cueSteps + delay)
    return label
  }
}
