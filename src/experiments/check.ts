/** What is wrong with an experiment beyond its types: pure, no GPU. Each problem says what, where and what to do. */

import { changesOf } from '../data/augment/schema'
import { MOVE, MOVES } from '../data/camera/schema'
import { dataShape } from '../data/datasets/schema'
import { onlyEncoder, receivedShape, stepsOf } from '../data/encoders/schema'
import { isSynthetic, type SyntheticSpec, syntheticShape } from '../data/synthetic/schema'
import { type LayerSpec, layerWords, type Shape, shapesOf, sizeOfShape } from '../layers/schema'
import type { Problem } from '../problem'
import type { Experiment } from './schema'

/** Multiply-adds of Gram-Schmidt that a person waits for: some ten seconds. */
const MOST_ORTHOGONAL = 2 ** 33
const orthogonalWork = (sizes: readonly (readonly [number, number])[]): number =>
  sizes.reduce((sum, [inputs, outputs]) => sum + Math.min(inputs, outputs) * inputs * outputs, 0)

/** Above this many elements in one activation a browser would be asked for gigabytes; refused before anything is built. */
const MOST_ELEMENTS = 2 ** 31

const READING = { rows: 'step by step', frames: 'frame by frame' }

export function check(e: Experiment): Problem[] {
  const problems: Problem[] = []
  const set = dataShape(e.data)
  // Of what follows from a sequence read in a wrong way, nothing else need be said.
  const only = onlyEncoder(set)
  if (only && e.encoder.kind !== only)
    return [
      {
        path: 'encoder.kind',
        severity: 'error',
        message: `A sample of ${set.title} is a sequence${set.frame ? ' of frames' : ''} already: it is read ${READING[only]}.`,
        remedy: { label: `Read it ${READING[only]}`, path: 'encoder', value: { kind: only } },
      },
    ]
  if (e.encoder.kind === 'frames' && !set.frame)
    return [
      {
        path: 'encoder.kind',
        severity: 'error',
        message: `${set.title} has no frames of events to read.`,
        remedy: { label: 'Encode directly', path: 'encoder', value: { kind: 'direct' } },
      },
    ]
  const error = (path: string, message: string, remedy?: Problem['remedy']) =>
    problems.push({ path, severity: 'error', message, ...(remedy && { remedy }) })
  const warn = (path: string, message: string, remedy?: Problem['remedy']) =>
    problems.push({ path, severity: 'warning', message, ...(remedy && { remedy }) })
  const steps = stepsOf(e.data, e.encoder)
  const received = receivedShape(e.data, e.encoder)
  const picture = { channels: received.channels, space: { height: received.height, width: received.width } }
  const layers: readonly LayerSpec[] = e.network.kind === 'layers' ? e.network.layers : []
  const shapes = shapesOf(layers, picture, e.network.kind === 'layers' ? e.network.width : 1)
  const made = shapes.flatMap((fitted) => ('shape' in fitted ? [fitted.shape] : []))
  /** Neurons of each hidden layer, over all places. */
  const sizes = e.network.kind === 'layers' ? made.map(sizeOfShape) : e.network.hidden
  const adaptive = e.surrogate.kind === 'rect' && e.surrogate.window === 'adaptive'

  if (adaptive && e.network.normalization.kind === 'none')
    error(
      'surrogate.window',
      'The adaptive window follows a tdBN in front of the neuron, and this network has none. Set the normalization to tdBN, or the window to fixed.',
      {
        label: 'Use tdBN',
        path: 'network.normalization',
        value: { kind: 'tdBatchNorm' },
      },
    )
  if (adaptive && e.readout.kind === 'spiking')
    warn('readout', 'The spiking output layer has no tdBN in front, so its window is fixed at the given width.')
  if (e.neuron.reset === 'zero' && e.neuron.resetTo >= e.neuron.threshold)
    error(
      'neuron.resetTo',
      `The reset value ${e.neuron.resetTo} is not below the threshold ${e.neuron.threshold}: a neuron that fires once would fire at every step.`,
      {
        label: 'Reset to 0',
        path: 'neuron.resetTo',
        value: 0,
      },
    )
  if (e.network.bias && e.network.normalization.kind === 'tdBatchNorm')
    warn('network.bias', 'A bias in front of tdBN has no effect: the normalization takes it away.', {
      label: 'Leave it out',
      path: 'network.bias',
      value: false,
    })
  if (e.data.batch % e.run.microBatches !== 0)
    error('run.microBatches', `A batch of ${e.data.batch} cannot be cut into ${e.run.microBatches} equal parts.`, {
      label: 'Do not cut',
      path: 'run.microBatches',
      value: 1,
    })
  if (e.data.kind === 'own' && e.data.fingerprint === '')
    error('data.kind', 'No data set of your own is chosen. Open its files in the list of data sets, or choose one that is there.', {
      label: 'Use MNIST',
      path: 'data.kind',
      value: 'mnist',
    })
  if (e.data.kind === 'ownEvents' && e.data.fingerprint === '')
    error('data.kind', 'No recordings of your own are chosen. Open their folder in the list of data sets, or choose a set that is there.', {
      label: 'Use MNIST',
      path: 'data.kind',
      value: 'mnist',
    })
  if (e.data.batch > set.train) error('data.batch', `The data set has only ${set.train} training samples.`)
  const { normalize, crop, cutout } = changesOf(e.data)
  const side = Math.min(set.height, set.width)
  if (crop >= side)
    error(
      'data.crop',
      `Images of ${set.width} × ${set.height} pixels could be moved out of sight: the crop padding must be less than ${side}.`,
      {
        label: 'Leave it out',
        path: 'data.crop',
        value: 0,
      },
    )
  if (cutout >= side)
    error('data.cutout', `A black square of ${cutout} pixels could cover a whole image of ${set.width} × ${set.height}.`, {
      label: 'Leave it out',
      path: 'data.cutout',
      value: 0,
    })
  if (normalize && (e.encoder.kind === 'poisson' || e.encoder.kind === 'latency' || e.encoder.kind === 'camera'))
    warn('data.normalize', 'Normalization is for currents: what this encoder sends follows the brightness itself.', {
      label: 'Leave it out',
      path: 'data.normalize',
      value: false,
    })
  const flat = e.network.kind !== 'layers' || e.network.layers.some(({ kind }) => kind === 'linear')
  if (flat && e.network.normalization.kind === 'tdBatchNorm' && e.data.batch / e.run.microBatches < 2)
    error('data.batch', 'tdBN needs at least two samples in a batch: with one there is no variance.', {
      label: 'Use 100',
      path: 'data.batch',
      value: 100,
    })
  for (const [index, fitted] of shapes.entries())
    if ('problem' in fitted) error(`network.layers.${index}`, `Layer ${index + 1}, ${layerWords(layers[index]!)}: ${fitted.problem}`)
  if (orthogonalWork(sizesOfRecurrences(e)) > MOST_ORTHOGONAL)
    error(
      'network.hidden',
      'Recurrent weights are orthogonal at first, and those of so many neurons would take minutes to make: their work grows with the cube of a layer’s size. Use fewer or smaller layers.',
    )
  else if (e.network.initialization === 'orthogonal' && orthogonalWork(sizesOfProducts(e, picture, made)) > MOST_ORTHOGONAL)
    error(
      'network.initialization',
      'Orthogonal weights of so many inputs and outputs would take minutes to make: their work grows with the cube of a layer’s size.',
      {
        label: 'Use Kaiming',
        path: 'network.initialization',
        value: 'kaiming',
      },
    )
  if (e.run.microBatches > 1 && e.network.normalization.kind === 'tdBatchNorm')
    warn(
      'run.microBatches',
      'With micro-batches, tdBN normalizes each part by itself, and its running statistics follow the last part of each batch.',
    )
  const largest = Math.max(...sizes, set.classes, e.encoder.kind === 'camera' ? sizeOfShape(picture) : 0)
  if (steps * (e.data.batch / e.run.microBatches) * largest > MOST_ELEMENTS)
    error('data.batch', 'One activation would have more than 2 billion values. Use a smaller batch, fewer steps or fewer neurons.')
  if (e.encoder.kind === 'latency' && e.encoder.steps < 2)
    warn('encoder.steps', 'With one step, latency says nothing: every lit pixel fires at once.')
  if (e.schedule.kind === 'oneCycleByEpoch' && e.run.epochs <= 1)
    warn(
      'schedule.kind',
      'A cycle by epoch changes the rate at the end of each epoch: in a single one it is tiny from the first step to the last.',
      { label: 'Change it at every step', path: 'schedule', value: { kind: 'oneCycle' } },
    )
  problems.push(...timeProblems(e, steps), ...recurrenceProblems(e, steps))
  return problems
}

const MOST_STEPS = 4096

/** Whether samples, encoder and readout go together in time. */
function timeProblems({ data, encoder, network, readout, loss }: Experiment, steps: number): Problem[] {
  const set = dataShape(data)
  const inTime = encoder.kind === 'pixels' || encoder.kind === 'rows'
  const problems: Problem[] = isSynthetic(data) ? syntheticProblems(data) : []
  if (inTime && network.kind === 'layers')
    problems.push({
      path: 'network.kind',
      severity: 'error',
      message: 'Read in time, a sample is no picture: a list of layers, which begins with one, has nothing to look at.',
      remedy: { label: 'Use a recurrent network', path: 'network', value: { kind: 'recurrent' } },
    })
  if (encoder.kind === 'pixels' && encoder.pool > Math.min(set.height, set.width))
    problems.push({
      path: 'encoder.pool',
      severity: 'error',
      message: `A square of ${encoder.pool} pixels does not fit ${set.height} × ${set.width}.`,
      remedy: { label: 'Do not pool', path: 'encoder.pool', value: 1 },
    })
  else if (steps < 1 || steps > MOST_STEPS)
    problems.push({
      path: inTime ? 'encoder.kind' : 'encoder.steps',
      severity: 'error',
      message: `A sample would take ${steps} steps; there can be 1 to ${MOST_STEPS}. Pool more pixels into one, or read row by row.`,
    })
  if (encoder.kind === 'pixels' && (set.height % encoder.pool !== 0 || set.width % encoder.pool !== 0))
    problems.push({
      path: 'encoder.pool',
      severity: 'warning',
      message: `${set.height} × ${set.width} pixels cannot be cut into squares of ${encoder.pool}: what is left over at the right and below is not read.`,
    })
  if (encoder.kind === 'camera') problems.push(...cameraProblems(encoder))
  if (readout.kind === 'last' && readout.steps > steps)
    problems.push({
      path: 'readout.steps',
      severity: 'warning',
      message: `There are only ${steps} steps: all of them are the last ${readout.steps}.`,
      remedy: { label: `Use ${steps}`, path: 'readout.steps', value: steps },
    })
  if (loss.kind === 'meanOfCrossEntropy' && readout.kind !== 'mean' && readout.kind !== 'spiking')
    problems.push({
      path: 'loss.kind',
      severity: 'error',
      message: 'The mean of cross-entropies asks every step for an answer, and this readout gives one at the end.',
      remedy: { label: 'Use the cross-entropy of the readout', path: 'loss.kind', value: 'crossEntropyOfMean' },
    })
  return problems
}

/** Looks of a pixel at the moving picture: more would keep an adapter busy for longer than a browser lets it. */
const MOST_LOOKS = 4096

function cameraProblems({ steps, microSteps, leak, shotNoise, refractory }: Extract<Experiment['encoder'], { kind: 'camera' }>): Problem[] {
  const problems: Problem[] = []
  const stepMs = (MOVES * MOVE) / 1000 / steps
  if (steps * microSteps > MOST_LOOKS)
    problems.push({
      path: 'encoder.microSteps',
      severity: 'error',
      message: `${steps} steps of ${microSteps} micro-steps are ${steps * microSteps} looks at each picture; there can be ${MOST_LOOKS}.`,
      remedy: {
        label: `Use ${Math.max(1, Math.floor(MOST_LOOKS / steps))}`,
        path: 'encoder.microSteps',
        value: Math.max(1, Math.floor(MOST_LOOKS / steps)),
      },
    })
  if (refractory > stepMs)
    problems.push({
      path: 'encoder.refractory',
      severity: 'warning',
      message: `A pixel rests longer than a step lasts (${stepMs.toFixed(1)} ms): most steps will be empty.`,
    })
  if (leak + shotNoise >= 10)
    problems.push({
      path: leak > shotNoise ? 'encoder.leak' : 'encoder.shotNoise',
      severity: 'warning',
      message: `With ${leak + shotNoise} events a second from every pixel that sees nothing, noise may hide the picture.`,
    })
  return problems
}

const MOST_TASK_BYTES = 2 ** 30

function syntheticProblems(spec: SyntheticSpec): Problem[] {
  const error = (field: string, message: string, value: number): Problem => ({
    path: `data.${field}`,
    severity: 'error',
    message,
    remedy: { label: `Use ${value}`, path: `data.${field}`, value },
  })
  if (spec.kind === 'copy' && spec.lag >= spec.steps)
    return [error('steps', `The symbol of ${spec.lag} steps before the last is not in a sequence of ${spec.steps}.`, spec.lag + 1)]
  const { height, width, train, test } = syntheticShape(spec)
  const bytes = (train + test) * 4 * Math.ceil((height * width) / 4)
  if (bytes > MOST_TASK_BYTES)
    return [
      error(
        'train',
        `These samples would take ${Math.ceil(bytes / 2 ** 20)} MiB; up to ${MOST_TASK_BYTES / 2 ** 20} MiB are made.`,
        Math.floor((train * MOST_TASK_BYTES) / bytes / 2),
      ),
    ]
  if (spec.kind === 'delayedCue' && spec.classes > spec.channels)
    return [error('channels', `${spec.classes} cues need a channel each.`, spec.classes)]
  return []
}

/** Spans against the sequence they look back in. */
function recurrenceProblems({ network, surrogate }: Experiment, steps: number): Problem[] {
  if (network.kind !== 'recurrent') return []
  const { recurrence } = network
  const problems: Problem[] = []
  if (recurrence.kind === 'skip' && recurrence.span >= steps)
    problems.push({
      path: 'network.recurrence.span',
      severity: 'warning',
      message: `A sample has ${steps} steps: nobody hears what was ${recurrence.span} steps ago, and the recurrent weights are never used.`,
      remedy: { label: `Use ${Math.max(1, steps - 1)}`, path: 'network.recurrence.span', value: Math.max(1, steps - 1) },
    })
  if (recurrence.kind === 'adaptive' && recurrence.spans >= steps)
    problems.push({
      path: 'network.recurrence.spans',
      severity: 'warning',
      message: `A sample has ${steps} steps: spans from ${steps} on reach back to before it began.`,
      remedy: { label: `Use ${Math.max(1, steps - 1)}`, path: 'network.recurrence.spans', value: Math.max(1, steps - 1) },
    })
  if (recurrence.kind !== 'none' && surrogate.kind === 'rect' && surrogate.window === 'adaptive')
    problems.push({
      path: 'surrogate.window',
      severity: 'warning',
      message:
        'The adaptive window follows what comes from the layer before; what a layer receives of its own spikes is not in its predicted distribution.',
    })
  return problems
}

/** What a fully connected network sees at one step. */
function inputsOf({ data, encoder }: Experiment): number {
  const { height, width, channels } = receivedShape(data, encoder)
  return encoder.kind === 'pixels' ? channels : encoder.kind === 'rows' ? width * channels : height * width * channels
}

const sizesOfRecurrences = ({ network }: Experiment): (readonly [number, number])[] =>
  network.kind === 'recurrent' && network.recurrence.kind !== 'none' ? network.hidden.map((n) => [n, n]) : []

/** Terms of a sum and sums of every product: what it costs to draw orthogonal weights. */
function sizesOfProducts(e: Experiment, picture: Shape, made: readonly Shape[]): (readonly [number, number])[] {
  const { network } = e
  if (network.kind !== 'layers') return network.hidden.map((outputs, i) => [i === 0 ? inputsOf(e) : network.hidden[i - 1]!, outputs])
  return made.map((shape, i) => {
    const layer = network.layers[i]!
    const before = i === 0 ? picture : made[i - 1]!
    if (layer.kind === 'conv') return [before.channels * layer.kernel ** 2, shape.channels]
    if (layer.kind === 'residual') return [Math.max(before.channels, shape.channels) * 9, shape.channels]
    return layer.kind === 'linear' ? [sizeOfShape(before), shape.channels] : [0, 0]
  })
}
