/** Problems of classification experiments: those of each slice's fields, in order. Pure, no GPU. */

import { changeProblems } from '../../data/augment/check'
import { setProblems } from '../../data/datasets/check'
import { dataShape, isMade, namesSubjects } from '../../data/datasets/schema'
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
import {
  delayProblems,
  fusionProblems,
  inTimeProblems,
  isFlat,
  neuronProblems,
  orthogonalProblems,
  shapeProblems,
  sizesOf,
} from '../../networks/check'
import { channelsSeen } from '../../networks/fusion/schema'
import { hidesSpikes, slopeOf, surrogateProblems } from '../../networks/neurons'
import { onlineProblems } from '../../neurons/online/check'
import { recurrenceProblems } from '../../neurons/recurrent-lif/check'
import { recurrenceOf } from '../../neurons/recurrent-lif/schema'
import { windowProblems } from '../../neurons/surrogate/check'
import { scheduleProblems } from '../../optimizers/check'
import { error, errorsOf, type Problem } from '../../problem'
import { type TeacherSpec, teachersExperiment } from './distillation/schema'
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
      grouped: namesSubjects(data),
    }),
    ...changeProblems(data, set, encoder),
    ...(normalized && isFlat(network) ? varianceProblems(data.batch / run.microBatches) : []),
    ...fusionProblems(network, set.pictures !== undefined),
    ...shapeProblems(network, image),
    ...delayProblems(network),
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
    ...distillationProblems(e),
    ...termProblems(e, { fires: readout.kind === 'spiking' || hidesSpikes(e), meets: hidesSpikes(e) }),
  ]
}

function distillationProblems(e: ClassificationSpec): Problem[] {
  const { distillation, learning, data } = e
  if (!distillation) return []
  const { teacher, fingerprint, name } = distillation
  const refused = (message: string) => [
    error('distillation.name', message, { label: 'Leave distillation out', path: 'distillation', value: undefined }),
  ]
  if (learning)
    return refused(
      'Distillation compares readouts, which online learning knows only after the last step. Learn through time, or leave it out.',
    )
  if (!teacher || !fingerprint) return refused('No teacher is chosen. Choose a kept run, or open a file of weights.')
  const set = dataShape(data)
  if ((['height', 'width', 'channels', 'classes'] as const).some((side) => set[side] !== teacher[side]))
    return refused(`The teacher “${name}” learned ${samplesText(teacher)}, and these are ${samplesText(set)}. Choose one of this data set.`)
  const [first] = errorsOf(readerProblems(teachersExperiment(e, teacher)))
  return first ? refused(`The teacher “${name}” does not fit this data set. ${first.message}`) : []
}

/** Why a network cannot read the samples of its experiment, whatever it learns. */
function readerProblems(e: ClassificationSpec): Problem[] {
  const { data, encoder, network, readout } = e
  const set = dataShape(data)
  const reading = readingProblems(set, encoder)
  if (reading.length > 0) return reading
  return [
    ...neuronProblems(e),
    ...fusionProblems(network, set.pictures !== undefined),
    ...shapeProblems(network, imageSizeOf(e)),
    ...sizeProblems(e),
    ...inTimeProblems(network, isInTime(encoder)),
    ...stepProblems(data, encoder),
    ...readoutProblems(readout, stepsOf(data, encoder)),
  ]
}

const samplesText = ({ height, width, channels, classes }: Pick<TeacherSpec, 'height' | 'width' | 'channels' | 'classes'>): string =>
  `${classes} classes of ${[height, width, ...(channels > 1 ? [channels] : [])].join(' × ')}`

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
