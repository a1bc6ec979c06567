/** Problems of regression experiments: those of each slice's fields, in order. Pure, no GPU. */

import { functionShape } from '../../data/functions/schema'
import { validationProblems } from '../../data/parts/check'
import { countsOfParts } from '../../data/parts/schema'
import { readoutProblems } from '../../layers/readout/check'
import { biasProblems, partProblems, varianceProblems } from '../../layers/td-batch-norm/check'
import { termProblems } from '../../losses/terms/check'
import { delayProblems, hasMaps, inTimeProblems, isFlat, neuronProblems, orthogonalProblems } from '../../networks/check'
import { hidesSpikes, slopeOf, surrogateProblems } from '../../networks/neurons'
import { recurrenceProblems } from '../../neurons/recurrent-lif/check'
import { recurrenceOf } from '../../neurons/recurrent-lif/schema'
import { windowProblems } from '../../neurons/surrogate/check'
import { scheduleProblems } from '../../optimizers/check'
import { error, type Problem } from '../../problem'
import type { RegressionSpec } from './schema'

export function problemsOf(e: RegressionSpec): Problem[] {
  const { encoder, network, readout, data, run } = e
  const shape = functionShape(data)
  const steps = encoder.kind === 'direct' ? encoder.steps : shape.steps
  const slope = slopeOf(e)
  const normalized = network.normalization.kind === 'tdBatchNorm'
  const space = { channels: shape.inputs, space: { height: 1, width: 1 } }
  return [
    ...encoderProblems(e),
    ...kindProblems(e),
    ...(slope ? windowProblems(slope, normalized, false) : []),
    ...neuronProblems(e),
    ...surrogateProblems(e),
    ...(normalized ? biasProblems(network.bias) : []),
    ...batchProblems(e),
    ...validationProblems(e.validation, shape),
    ...(normalized && isFlat(network) ? varianceProblems(data.batch / run.microBatches) : []),
    ...orthogonalProblems(network, space, shape.inputs),
    ...delayProblems(network),
    ...(normalized ? partProblems(run.microBatches) : []),
    ...scheduleProblems(e.schedule, run.epochs),
    ...inTimeProblems(network, encoder.kind === 'rows'),
    ...readoutProblems(readout, steps),
    ...recurrenceProblems(recurrenceOf(network), slope, steps),
    ...termProblems(e, { fires: readout.kind === 'spiking' || hidesSpikes(e), meets: hidesSpikes(e) }),
  ]
}

const sequence = ({ data }: RegressionSpec): boolean => data.kind === 'addingNumbers'

/** A sequence is read step by step; a number is the same at every step. */
function encoderProblems(e: RegressionSpec): Problem[] {
  const kind = sequence(e) ? 'rows' : 'direct'
  if (e.encoder.kind === kind) return []
  const message = sequence(e)
    ? 'A sample of the adding problem is already a sequence: it must be read step by step.'
    : 'x is a single number: it is the same current at every step.'
  return [
    error('encoder.kind', message, { label: sequence(e) ? 'Read it step by step' : 'Encode directly', path: 'encoder', value: { kind } }),
  ]
}

function kindProblems({ network, readout }: RegressionSpec): Problem[] {
  const problems: Problem[] = []
  if (hasMaps(network))
    problems.push(
      error(
        'network.kind',
        'Numbers have no height and width, so there is nothing to convolve. Use linear layers alone, or a fully connected or a recurrent network.',
        {
          label: 'Use fully connected',
          path: 'network',
          value: { kind: 'mlp' },
        },
      ),
    )
  if (readout.kind === 'spiking')
    problems.push(
      error('readout.kind', 'The firing rate of an output neuron is limited to 0 to 1: use its currents instead.', {
        label: 'Use currents',
        path: 'readout',
        value: { kind: 'mean' },
      }),
    )
  return problems
}

function batchProblems({ data, validation, run }: RegressionSpec): Problem[] {
  const problems: Problem[] = []
  const { train } = countsOfParts(validation, data)
  if (data.batch > train) problems.push(error('data.batch', `The data set has only ${train} training samples.`))
  if (data.batch % run.microBatches !== 0)
    problems.push(
      error('run.microBatches', `A batch of ${data.batch} cannot be split into ${run.microBatches} equal parts.`, {
        label: 'Do not split',
        path: 'run.microBatches',
        value: 1,
      }),
    )
  return problems
}
