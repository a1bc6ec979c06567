/** Terms of what a layer receives of its own past, and of spikes that take time. Data; base/glossary.ts says how it is read. */

import { delaysSchema } from '../../../../layers/delay/schema'
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
  delay: {
    term: 'Delay',
    symbol: 'd',
    definition: definitionOf(delaysSchema),
    equations: [['x[t]', '=', 'Σ over i and lags l of W[i] · k(l; d[i]) · s[i][t − l]']],
    also: ['synaptic delay', 'axonal delay', 'transmission delay', 'DCLS'],
    see: 'model.md#delays',
  },
  delayKernel: {
    term: 'Interpolation of delays',
    symbol: 'k',
    definition:
      'How training spreads a delay over lags, so that it has a gradient: by a Gaussian that narrows while the network learns, or linearly between its two neighbors. Evaluation takes the nearest lag alone.',
    equations: [
      ['k(l; d)', '=', 'e(l) / Σ over all lags of e, e(l) = exp(−½ ((l − d) / σ)²), Gaussian'],
      ['k(l; d)', '=', 'max(0, 1 − |l − d|), linear'],
      ['σ', '=', 'σ₀ · (0.5 / σ₀)^min(1, step / narrows over)'],
    ],
    also: ['Gaussian interpolation', 'sigma'],
    see: 'model.md#delays',
  },
}
