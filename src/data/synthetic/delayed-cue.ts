/**
 * Delayed cue: in the first steps the channels of one class fire, then there is noise alone, and the class is to be named at the
 * last step. Class c has the channels from c * share on, share = floor(channels / classes).
 */
import { type Draw, type Split, sampleKeys, scatter, scatterCue } from './draws'
import type { SyntheticOf } from './schema'

export function delayedCue(spec: SyntheticOf<'delayedCue'>, split: Split): Draw {
  const { channels, classes, cueSteps, rate, noise } = spec
  const keyOf = sampleKeys(spec, split)
  const cue = { channels, groups: classes, steps: cueSteps, rate }
  return (sample, cells) => {
    const key = keyOf(sample)
    const label = sample % classes
    scatter(cells, key, noise)
    scatterCue(cells, key, cue, label, 0)
    return label
  }
}
