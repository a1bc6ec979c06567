/** Terms of networks that see events and frames. Data; base/glossary.ts says how it is read. */

import { ATTENTION_EQUATIONS, allocationEquations } from '../../../../layers/attention/schema'
import type { Glossary } from '../../../base/glossary'

export const STREAMS: Glossary = {
  fusion: {
    term: 'Fusion',
    definition: 'How two streams, events and frames, are combined in one network: after which layer, and by which operation.',
    equations: [
      ['early, concat', '=', 'channels of both, concatenated'],
      ['add', '=', 'their sum'],
      ['late', '=', 'one linear layer over the features of both'],
    ],
    also: ['two streams', 'multimodal'],
    see: 'model.md#networks-of-two-streams',
  },
  crossAttention: {
    term: 'Cross-modality attention (CMA)',
    definition:
      'Scores learned from the features of one stream weight the other. Reconstructed from the abstract of the paper; V1 is the likelier reading.',
    equations: [...allocationEquations({ variant: 'V1', scores: 'both' })],
    also: ['CMA', 'attention'],
    see: 'model.md#cross-modality-attention',
  },
  temporalScore: {
    term: 'Temporal score',
    symbol: 'A',
    definition: 'A weight from 0 to 1 for each time step, computed from a stream’s features at all steps: it is not causal.',
    equations: [...ATTENTION_EQUATIONS.temporal],
    also: ['temporal attention'],
    see: 'model.md#cross-modality-attention',
  },
  spatialScore: {
    term: 'Spatial score',
    symbol: 'B',
    definition: 'A weight from 0 to 1 for each position, computed from a stream’s features there over all steps and channels.',
    equations: [...ATTENTION_EQUATIONS.spatial],
    also: ['spatial attention'],
    see: 'model.md#cross-modality-attention',
  },
}
