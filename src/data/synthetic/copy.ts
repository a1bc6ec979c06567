/** Copy with a lag: a stream of random symbols, one channel each. The label is the symbol of `lag` steps before the last. */
import { below, type Draw, type Split, sampleKeys } from './draws'
import type { SyntheticOf } from './schema'

export function copy(spec: SyntheticOf<'copy'>, split: Split): Draw {
  const { symbols, lag, steps } = spec
  const keyOf = sampleKeys(spec, split)
  return (sample, cells) => {
    const key = keyOf(sample)
    for (let step = 0; step < steps; step++) cells[step * symbols + below(symbols, key, step)] = 1
    return below(symbols, key, steps - 1 - lag)
  }
}
