/** Predefined comparisons as commands: each opens Compare with its set chosen, and is found by the names of its variants too. */
import type { Experiment } from '../../../experiments/schema'
import { READY, type Ready, readyFor } from '../../../studies/variants'
import type { Command } from '../../state/command'

export const readySets = (open: Experiment, compare: (ready: Ready) => void): readonly Command[] =>
  readyFor(open).map((ready) => ({
    id: `compare ${ready}`,
    group: 'Experiment',
    label: `Compare: ${READY[ready].text}`,
    also: `sweep ${READY[ready]
      .variants(open)
      .map(({ title }) => title)
      .join(' ')}`,
    act: () => compare(ready),
  }))
