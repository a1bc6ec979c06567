/**
 * An experiment as the list of modules from which its code is written: names, sizes, and their names in a weights file. Made from the
 * network's description, of any kind; contains no Python.
 */
import { dataShape, isLabeled } from '../../data/datasets/schema'
import { inputsOf, receivedShape, stepsOf } from '../../data/encoders/schema'
import type { DataShape } from '../../data/schema'
import type { Experiment } from '../../experiments/schema'
import { type LayerSpec, residualNeedsShortcut, type Shape, scaled, shapesOf, sizeOfShape } from '../../layers/schema'
import type { LossSpec } from '../../losses/schema'
import type { NeuronDescription } from '../../neurons/description'
import { descriptionOf, usesSurrogate } from '../../neurons/descriptions'
import { modelOf } from '../../neurons/equations/check'
import { type Formula, formulaIn } from '../../neurons/equations/formula'
import type { Model } from '../../neurons/equations/tree'
import type { SurrogateSpec } from '../../neurons/surrogate/schema'
import { listedNames } from '../module-names'

/** An experiment that can be exported: its samples have labels. */
export type Exported = Extract<Experiment, { readonly encoder: unknown; readonly readout: unknown; readonly loss: LossSpec }>

/** A product with weights. `inputs` are channels of a convolution, values of a linear layer. */
export interface Weights {
  readonly name: string
  readonly make: 'linear' | 'conv'
  readonly inputs: number
  readonly outputs: number
  readonly bias: boolean
  readonly window: { readonly kernel: number; readonly stride: number; readonly padding: number }
  /** A linear layer that sees a feature map: channels, then rows, then columns. */
  readonly flattens: boolean
}

/** A product, a normalization where there is one, dropout, neurons. */
export interface Spiking {
  readonly kind: 'spiking'
  readonly weights: Weights
  readonly norm?: string
  readonly dropout: number
  readonly neurons: string
}

export type Piece =
  | Spiking
  | { readonly kind: 'pool'; readonly how: 'average' | 'max'; readonly size: number }
  | { readonly kind: 'globalPool' }
  | { readonly kind: 'residual'; readonly inner: readonly [Spiking, Spiking]; readonly shortcut?: Spiking }

export interface Plan {
  readonly experiment: Exported
  /** The description of the experiment's neurons. */
  readonly neuron: NeuronDescription
  /** The equations of neurons that are given as a text. */
  readonly model?: Model
  readonly title: string
  readonly set: DataShape
  readonly steps: number
  readonly pieces: readonly Piece[]
  readonly output: Weights
  /** The neurons of a readout that spikes. */
  readonly outputNeurons?: string
  /** Modules of a weights file that have other names here. */
  readonly names: readonly (readonly [inFile: string, here: string])[]
  /** The derivative of a spike: a surrogate, or the density of a neuron's own noise; null for analog neurons, and for equations with their own. */
  readonly slope: SurrogateSpec | null
  /** The derivative of a spike of built-in neurons, where it is a formula; equations have it as their own. */
  readonly formula?: Formula
  /** The window follows the normalization in front (MPD-AGL). */
  readonly adaptive: boolean
}

/** The recurrence of a network that has one. */
export function recurrenceOf({ network }: Exported) {
  return network.kind === 'recurrent' && network.recurrence.kind !== 'none' ? network.recurrence : undefined
}

export const isExported = (experiment: Experiment): experiment is Exported =>
  'encoder' in experiment && 'readout' in experiment && 'loss' in experiment && isLabeled(experiment.data)

export function planOf(experiment: Exported, title: string): Plan {
  const { data, encoder, neuron, network, surrogate, readout } = experiment
  const described = descriptionOf(neuron)
  const slope = described.slope(surrogate).surrogate
  const formula = surrogate.kind === 'formula' && usesSurrogate(neuron) ? formulaIn(surrogate.text) : undefined
  const steps = stepsOf(data, encoder)
  const { pieces, last } = network.kind === 'layers' ? listed(experiment) : dense(experiment)
  const spiking = pieces.flatMap(spikingOf)
  const output: Weights = {
    ...linear('output', { ...last, channels: last.channels * (readout.kind === 'perStep' ? steps : 1) }, dataShape(data).classes),
    bias: network.kind !== 'layers' || network.outputBias,
  }
  const outputNeurons = readout.kind === 'spiking' ? `${neuron.kind}Out` : undefined
  return {
    experiment,
    neuron: described,
    ...(described.text === undefined ? formula && { formula } : { model: withFormula(modelOf(described.text), formula) }),
    title,
    set: dataShape(data),
    steps,
    pieces,
    output,
    ...(outputNeurons && { outputNeurons }),
    names: network.kind === 'layers' ? renamed(network.layers, pieces, spiking, described.text === undefined, outputNeurons) : [],
    slope,
    adaptive: slope?.kind === 'rect' && slope.window === 'adaptive' && network.normalization.kind !== 'none',
  }
}

const withFormula = (model: Model, formula: Formula | undefined): Model => (formula ? { ...model, surrogate: formula } : model)

export function spikingOf(piece: Piece): readonly Spiking[] {
  if (piece.kind === 'residual') return [...piece.inner, ...(piece.shortcut ? [piece.shortcut] : [])]
  return piece.kind === 'spiking' ? [piece] : []
}

const NO_WINDOW = { kernel: 1, stride: 1, padding: 0 }

const linear = (name: string, input: Shape, outputs: number): Weights => ({
  name,
  make: 'linear',
  inputs: sizeOfShape(input),
  outputs,
  bias: true,
  window: NO_WINDOW,
  flattens: input.space !== undefined,
})

/** Weights and their neurons, with the number of the layer in their names. */
function spikingLayer({ network, neuron }: Exported, weights: Omit<Weights, 'name' | 'bias'>, n: number, dropout: number): Spiking {
  return {
    kind: 'spiking',
    weights: { ...weights, name: `${weights.make}${n}`, bias: network.bias },
    ...(network.normalization.kind !== 'none' && { norm: `norm${n}` }),
    dropout,
    neurons: `${neuron.kind}${n}`,
  }
}

/** The shape of the first layer's input at one step. */
function receivedOf({ data, encoder }: Exported): Shape {
  if (encoder.kind === 'pixels' || encoder.kind === 'rows') return { channels: inputsOf(data, encoder) }
  const { channels, height, width } = receivedShape(data, encoder)
  return { channels, space: { height, width } }
}

/** Fully connected layers, with or without recurrence. */
function dense(e: Exported): { pieces: Piece[]; last: Shape } {
  const { network } = e
  if (network.kind === 'layers') throw new Error('A list of layers is not fully connected')
  let last = receivedOf(e)
  const pieces = network.hidden.map((outputs, i) => {
    const piece = spikingLayer(e, linear('', last, outputs), i + 1, network.dropout)
    last = { channels: outputs }
    return piece
  })
  return { pieces, last }
}

function listed(e: Exported): { pieces: Piece[]; last: Shape } {
  const { network } = e
  if (network.kind !== 'layers') throw new Error('Fully connected layers are no list')
  const shapes = shapesOf(network.layers, receivedOf(e), network.width)
  let last = receivedOf(e)
  let n = 1
  const pieces = network.layers.map((layer, i) => {
    const fitted = shapes[i]
    if (!fitted || 'problem' in fitted) throw new Error(`Layer ${i + 1} does not fit: ${fitted?.problem ?? 'the one before does not'}`)
    const piece = pieceOf(e, layer, last, network.width, n)
    n += spikingOf(piece).length
    last = fitted.shape
    return piece
  })
  return { pieces, last }
}

function pieceOf(e: Exported, layer: LayerSpec, before: Shape, width: number, n: number): Piece {
  const conv = (inputs: number, outputs: number, window: Weights['window']) =>
    ({ make: 'conv', inputs, outputs, window, flattens: false }) as const
  switch (layer.kind) {
    case 'conv':
      return spikingLayer(e, conv(before.channels, scaled(layer.outputs, width), layer), n, layer.dropout)
    case 'linear':
      return spikingLayer(e, linear('', before, scaled(layer.outputs, width)), n, layer.dropout)
    case 'residual': {
      const outputs = scaled(layer.outputs, width)
      const of = (inputs: number, kernel: number, stride: number, at: number) =>
        spikingLayer(e, conv(inputs, outputs, { kernel, stride, padding: kernel === 3 ? 1 : 0 }), n + at, 0)
      const inner = [of(before.channels, 3, layer.stride, 0), of(outputs, 3, 1, 1)] as const
      const shortcut = residualNeedsShortcut(outputs, layer.stride, before) && of(before.channels, 1, layer.stride, 2)
      return { kind: 'residual', inner, ...(shortcut && { shortcut }) }
    }
    default:
      return layer
  }
}

/**
 * The modules of a list of layers by their names in a weights file, which are those of the paper's code.
 * @param withNeurons neurons too; what equations learn has the names of this app in every file
 */
function renamed(
  layers: readonly LayerSpec[],
  pieces: readonly Piece[],
  spiking: readonly Spiking[],
  withNeurons: boolean,
  outputNeurons?: string,
) {
  const residuals = pieces.filter((piece) => piece.kind === 'residual')
  let block = 0
  const { layers: names, readout } = listedNames(layers, () => residuals[block++]?.shortcut !== undefined)
  return [
    ...spiking.flatMap(({ weights, norm, neurons }, i) => {
      const inFile = names[i]!
      return [
        [inFile.product, weights.name] as const,
        ...(norm ? [[inFile.norm, norm] as const] : []),
        ...(withNeurons ? [[inFile.neuron, neurons] as const] : []),
      ]
    }),
    [readout.product, 'output'] as const,
    ...(withNeurons && outputNeurons ? [[readout.neuron, outputNeurons] as const] : []),
  ]
}
