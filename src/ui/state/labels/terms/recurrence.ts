/** Terms of what a layer receives of its own past. Data; base/glossary.ts says how it is read. */

import { RECURRENCE_EQUATIONS, recurrenceSchema } from '../../../../neurons/recurrent-lif/schema'
import type { Glossary } from '../../../base/glossary'
import { definitionOf } from './definition-of'

export const RECURRENCE: Glossary = {
  recurrence: {
    term: 'Recurrence',
    definition: definitionOf(recurrenceSchema),
    equations: [...RECURRENCE_EQUATIONS.vanilla],
    see: 'model.md#recurrence-asrc-snn',
  },
  skip: {
    term: 'Skip',
    symbol: 'λ',
    definition:
      'A layer receives its spikes from λ steps ago instead of the previous step: the gradient takes a single hop between steps that are λ apart.',
    equations: [...RECURRENCE_EQUATIONS.skip],
    also: ['skip span', 'skip length'],
    see: 'model.md#recurrence-asrc-snn',
  },
  softSkips: {
    term: 'Softmax-weighted skips',
    symbol: 'p[k]',
    definition:
      'The delays, in steps, of the spikes that a layer receives, as a learned softmax. As the temperature falls it selects a single skip, which evaluation uses alone.',
    equations: [...RECURRENCE_EQUATIONS.adaptive],
    also: ['ASRC-SNN', 'skip lengths'],
    see: 'model.md#recurrence-asrc-snn',
  },
}
