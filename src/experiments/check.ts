/** What is wrong with an experiment beyond its types: pure, no GPU. Each problem says what, where and what to do. */
import { changesOf, dataShape, stepsOf } from '../data/schema'
import { type LayerSpec, layerWords, type Shape, shapesOf, sizeOfShape } from '../layers/schema'
import type { Experiment } from './schema'

export interface Problem {
  /** Path in the experiment: `surrogate.window`. */
  readonly path: string
  readonly severity: 'error' | 'warning'
  readonly message: string
  /** An edit that would mend it. */
  readonly remedy?: { readonly label: string; readonly path: string; readonly value: unknown }
}

/** Multiply-adds of one Gram-Schmidt that a person waits for. */
const MOST_ORTHOGONAL = 2 ** 31
const takesMinutes = ([inputs, outputs]: readonly [number, number]): boolean =>
  Math.min(inputs, outputs) * inputs * outputs > MOST_ORTHOGONAL

/** Above this many elements in one activation a browser would be asked for gigabytes; refused before anything is built. */
const MOST_ELEMENTS = 2 ** 31

export function check(e: Experiment): Problem[] {
  const problems: Problem[] = []
  const set = dataShape(e.data)
  const error = (path: string, message: string, remedy?: Problem['remedy']) =>
    problems.push({ path, severity: 'error', message, ...(remedy && { remedy }) })
  const warn = (path: string, message: string, remedy?: Problem['remedy']) =>
    problems.push({ path, severity: 'warning', message, ...(remedy && { remedy }) })
  const picture = { channels: set.channels, space: { height: set.height, width: set.width } }
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
  if (normalize && e.encoder.kind !== 'direct')
    warn('data.normalize', 'Normalization is for direct currents: the spikes of this encoder follow the brightness itself.', {
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
  if (e.network.initialization === 'orthogonal' && sizesOfProducts(e, picture, made).some(takesMinutes))
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
  const largest = Math.max(...sizes, set.classes)
  if (stepsOf(e.data, e.encoder) * (e.data.batch / e.run.microBatches) * largest > MOST_ELEMENTS)
    error('data.batch', 'One activation would have more than 2 billion values. Use a smaller batch, fewer steps or fewer neurons.')
  if (e.encoder.kind === 'latency' && e.encoder.steps < 2)
    warn('encoder.steps', 'With one step, latency says nothing: every lit pixel fires at once.')
  return problems
}

/** Terms of a sum and sums of every product: what it costs to draw orthogonal weights. */
function sizesOfProducts(e: Experiment, picture: Shape, made: readonly Shape[]): (readonly [number, number])[] {
  const { network } = e
  if (network.kind !== 'layers')
    return network.hidden.map((outputs, i) => [i === 0 ? sizeOfShape(picture) : network.hidden[i - 1]!, outputs])
  return made.map((shape, i) => {
    const layer = network.layers[i]!
    const before = i === 0 ? picture : made[i - 1]!
    if (layer.kind === 'conv') return [before.channels * layer.kernel ** 2, shape.channels]
    if (layer.kind === 'residual') return [Math.max(before.channels, shape.channels) * 9, shape.channels]
    return layer.kind === 'linear' ? [sizeOfShape(before), shape.channels] : [0, 0]
  })
}

export const errorsOf = (problems: readonly Problem[]): Problem[] => problems.filter((p) => p.severity === 'error')
