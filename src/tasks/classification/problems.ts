/** Problems of classification experiments: those of each slice's fields, in order. Pure, no GPU. */

import { changeProblems } from '../../data/augment/check'
import { setProblems } from '../../data/datasets/check'
import { dataShape, isMade } from '../../data/datasets/schema'
import { latencyProblems, readingProblems, stepProblems } from '../../data/encoders/check'
import { inputsOf, isInTime, receivedShape, stepsOf } from '../../data/encoders/schema'
import { validationProblems } from '../../data/parts/check'
import { countsOfParts } from '../../data/parts/schema'
import { signsProblems } from '../../data/signs/check'
import { isSigns } from '../../data/signs/schema'
import { syntheticProblems } from '../../data/synthetic/check'
import { isSynthetic } from '../../data/synthetic/schema'
import { readoutProblems } from '../../layers/readout/check'
import { sizeOfShape } from '../../layers/schema'
import { biasProblems, partProblems, varianceProblems } from '../../layers/td-batch-norm/check'
import { lossProblems } from '../../losses/check'
import { termProblems } from '../../losses/terms/check'
import { fusionProblems, inTimeProblems, isFlat, neuronProblems, orthogonalProblems, shapeProblems, sizesOf } from '../../networks/check'
import { channelsSeen } from '../../networks/fusion/schema'
import { hidesSpikes, slopeOf, surrogateProblems } from '../../networks/neurons'
import { onlineProblems } from '../../neurons/online/check'
import { recurrenceProblems } from '../../neurons/recurrent-lif/check'
import { recurrenceOf } from '../../neurons/recurrent-lif/schema'
import { windowProblems } from '../../neurons/surrogate/check'
import { scheduleProblems } from '../../optimizers/check'
import { error, type Problem } from '../../problem'
import type { ClassificationSpec } from './schema'

/** The most elements in one activation: more would need gigabytes. Checked before anything is built. */
const MAX_ELEMENTS = 2 ** 31

export function problemsOf(e: ClassificationSpec): Problem[] {
  const { data, encoder, network, readout, run } = e
  const set = dataShape(data)
  const reading = readingProblems(set, encoder)
  if (reading.length > 0) return reading
  const steps = stepsOf(data, encoder)
  const image = imageSizeOf(e)
  const slope = slopeOf(e)
  const normalized = network.normalization.kind === 'tdBatchNorm'
  return [
    ...(slope ? windowProblems(slope, normalized, readout.kind === 'spiking') : []),
    ...neuronProblems(e),
    ...surrogateProblems(e),
    ...(normalized ? biasProblems(network.bias) : []),
    ...cutProblems(e),
    ...setProblems(data, countsOfParts(e.validation, set).train),
    ...validationProblems(e.validation, set, {
      always: isMade(data),
      grouped: (set.conditions ?? []).some(({ name }) => name === 'subject'),
    }),
    ...changeProblems(data, set, encoder),
    ...(normalized && isFlat(network) ? varianceProblems(data.batch / run.microBatches) : []),
    ...fusionProblems(network, set.pictures !== undefined),
    ...shapeProblems(network, image),
    ...orthogonalProblems(network, image, inputsOf(data, encoder)),
    ...(normalized ? partProblems(run.microBatches) : []),
    ...sizeProblems(e),
    ...latencyProblems(encoder),
    ...scheduleProblems(e.schedule, run.epochs),
    ...(isSynthetic(data) ? syntheticProblems(data) : []),
    ...(isSigns(data) ? signsProblems(data) : []),
    ...inTimeProblems(network, isInTime(encoder)),
    ...stepProblems(data, encoder),
    ...readoutProblems(readout, steps),
    ...lossProblems(e.loss, readout.kind === 'mean' || readout.kind === 'spiking'),
    ...recurrenceProblems(recurrenceOf(network), slope, steps),
    ...onlineProblems(e),
    ...termProblems(e, { fires: readout.kind === 'spiking' || hidesSpikes(e), meets: hidesSpikes(e) }),
  ]
}

/** The size of the first layer's input image, if the encoder preserves the image. */
function imageSizeOf({ data, encoder, network }: ClassificationSpec) {
  const { channels, height, width } = receivedShape(data, encoder)
  const also = dataShape(data).pictures?.channels ?? 0
  const fusion = network.kind === 'layers' ? network.fusion : undefined
  return { channels: channelsSeen(fusion, channels, also), space: { height, width } }
}

const cutProblems = ({ data: { batch }, run: { microBatches } }: ClassificationSpec): Problem[] =>
  batch % microBatches === 0
    ? []
    : [
        error('run.microBatches', `A batch of ${batch} cannot be split into ${microBatches} equal parts.`, {
          label: 'Do not split',
          path: 'run.microBatches',
          value: 1,
        }),
      ]

function sizeProblems(e: ClassificationSpec): Problem[] {
  const { data, encoder, network, run } = e
  const image = imageSizeOf(e)
  const largest = Math.max(...sizesOf(network, image), dataShape(data).classes, encoder.kind === 'camera' ? sizeOfShape(image) : 0)
  return stepsOf(data, encoder) * (data.batch / run.microBatches) * largest > MAX_ELEMENTS
    ? [error('data.batch', 'One activation would have more than 2 billion values. Use a smaller batch, fewer steps or fewer neurons.')]
    : []
}
