/**
 * An experiment as the list of modules from which its code is written: names, sizes, and their names in a weights file. Made from the
 * network's description, of any kind; contains no Python.
 */
import { dataShape, isLabeled } from '../../data/datasets/schema'
import { inputsOf, receivedShape, stepsOf } from '../../data/encoders/schema'
import type { DataShape } from '../../data/schema'
import type { Experiment } from '../../experiments/schema'
import { type LayerSpec, ownNeuron, residualNeedsShortcut, type Shape, scaled, shapesOf, sizeOfShape } from '../../layers/schema'
import type { LossSpec } from '../../losses/schema'
import type { NeuronDescription } from '../../neurons/description'
import { descriptionOf, isLeaky, usesSurrogate } from '../../neurons/descriptions'
import { modelOf } from '../../neurons/equations/check'
import { type Formula, formulaIn } from '../../neurons/equations/formula'
import type { Model } from '../../neurons/equations/tree'
import type { NeuronSpec } from '../../neurons/schema'
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
  /** The name of the neurons, and what they are. */
  readonly neurons: string
  readonly neuron: NeuronSpec
}

export type Piece =
  | Spiking
  | { readonly kind: 'pool'; readonly how: 'average' | 'max'; readonly size: number }
  | { readonly kind: 'globalPool' }
  | { readonly kind: 'residual'; readonly inner: readonly [Spiking, Spiking]; readonly shortcut?: Spiking }

export interface Plan {
  /** The experiment with the neuron that this plan describes, if layers have different ones. */
  readonly experiment: Exported
  /** The description of the neurons of the first layer, and of all layers that have the same. */
  readonly neuron: NeuronDescription
  /** The plans of the same network as its layers with other neurons see it. */
  readonly others: readonly Plan[]
  /** Ends the names of what is written for these neurons, if they are not those of the first layer: `_2`. */
  readonly suffix: string
  /** The same of their spike function, which neurons with the same derivative share. */
  readonly spikeSuffix: string
  /** The equations of neurons that are given as a text. */
  readonly model?: Model
  readonly title: string
  readonly set: DataShape
  readonly steps: number
  readonly pieces: readonly Piece[]
  readonly output: Weights
  /** The neurons of a readout that spikes. */
  readonly outputNeurons?: string
  readonly outputNeuron?: NeuronSpec
  /** Modules of a weights file that have other names here. */
  readonly names: readonly (readonly [inFile: string, here: string])[]
  /** The derivative of a spike: a surrogate, or the density of a neuron's own noise; null for analog neurons, and for equations with their own. */
  readonly slope: SurrogateSpec | null
  /** The derivative of a spike of built-in neurons, where it is a formula; equations have it as their own. */
  readonly formula?: Formula
  /** The window follows the normalization in front (MPD-AGL). */
  readonly adaptive: boolean
}

export const isExported = (experiment: Experiment): experiment is Exported =>
  'encoder' in experiment && 'readout' in experiment && 'loss' in experiment && isLabeled(experiment.data)

export function planOf(experiment: Exported, title: string): Plan {
  const { data, encoder, neuron, network, readout } = experiment
  const steps = stepsOf(data, encoder)
  const { pieces, last } = network.kind === 'layers' ? listed(experiment) : dense(experiment)
  const spiking = pieces.flatMap(spikingOf)
  const output: Weights = {
    ...linear('output', { ...last, channels: last.channels * (readout.kind === 'perStep' ? steps : 1) }, dataShape(data).classes),
    bias: network.kind !== 'layers' || network.outputBias,
  }
  const outputNeuron = readout.kind === 'spiking' ? neuron : undefined
  const shared = {
    title,
    set: dataShape(data),
    steps,
    pieces,
    output,
    ...(outputNeuron && { outputNeurons: `${outputNeuron.kind}Out`, outputNeuron }),
    names: network.kind === 'layers' ? renamed(network, pieces, spiking, outputNeuron) : [],
  }
  const all = [...spiking.map((layer) => layer.neuron), ...(outputNeuron || spiking.length === 0 ? [neuron] : [])]
  const kinds = [...new Map(all.map((one) => [JSON.stringify(one), one])).values()].map((one) => neuronPart({ ...experiment, neuron: one }))
  const spikes = kinds.map(({ slope, adaptive, neuron, formula }) =>
    JSON.stringify([slope, adaptive, neuron.outputs === 'drawn', formula !== undefined]),
  )
  const suffix = (n: number) => (n === 0 ? '' : `_${n + 1}`)
  const [first, ...others] = kinds.map(
    (part, n): Plan => ({ ...shared, ...part, others: [], suffix: suffix(n), spikeSuffix: suffix(spikes.indexOf(spikes[n]!)) }),
  )
  return { ...first!, others }
}

/** The experiment's neuron in a plan. */
function neuronPart(experiment: Exported): Pick<Plan, 'experiment' | 'neuron' | 'model' | 'formula' | 'slope' | 'adaptive'> {
  const { neuron, surrogate, network } = experiment
  const described = descriptionOf(neuron)
  const slope = described.slope(surrogate).surrogate
  const formula = surrogate.kind === 'formula' && usesSurrogate(neuron) ? formulaIn(surrogate.text) : undefined
  return {
    experiment,
    neuron: described,
    ...(described.text === undefined ? formula && { formula } : { model: withFormula(modelOf(described.text), formula) }),
    slope,
    adaptive: slope?.kind === 'rect' && slope.window === 'adaptive' && network.normalization.kind !== 'none',
  }
}

const withFormula = (model: Model, formula: Formula | undefined): Model => (formula ? { ...model, surrogate: formula } : model)

/** The plans of all neurons of a network. */
export const plansOf = (plan: Plan): readonly Plan[] => [plan, ...plan.others]

/** The plan of the network as layers with these neurons see it. */
export const planFor = (plan: Plan, neuron: NeuronSpec): Plan =>
  plan.others.find(({ experiment }) => JSON.stringify(experiment.neuron) === JSON.stringify(neuron)) ?? plan

/** The names of the neurons that a plan describes. */
export function namesOf({ pieces, outputNeurons, outputNeuron, experiment }: Plan): readonly string[] {
  const isOne = (neuron: NeuronSpec) => JSON.stringify(neuron) === JSON.stringify(experiment.neuron)
  const hidden = pieces.flatMap(spikingOf).filter(({ neuron }) => isOne(neuron))
  return [...hidden.map(({ neurons }) => neurons), ...(outputNeurons && outputNeuron && isOne(outputNeuron) ? [outputNeurons] : [])]
}

/** What is written once for each kind of neurons, and for each derivative of spikes. */
const PER_NEURON = /\b(Neurons|THRESHOLD|DECAY|INITIAL_DECAY|RESET_TO|GAIN|NORM_SCALE)\b/g
const PER_SPIKE = /\b(Spike|WIDTH|SCALE|SIGMA)\b/g

/** Code for the neurons of a plan, with names that are not those of other neurons. */
export const numbered = ({ suffix, spikeSuffix }: Plan, code: string): string =>
  code.replace(PER_NEURON, `$1${suffix}`).replace(PER_SPIKE, `$1${spikeSuffix}`)

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
    neuron,
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
    const piece = pieceOf({ ...e, neuron: ownNeuron(layer) ?? e.neuron }, layer, last, network.width, n)
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
 * @param outputNeuron of a readout that spikes
 */
function renamed(
  { layers, recurrence }: Extract<Exported['network'], { kind: 'layers' }>,
  pieces: readonly Piece[],
  spiking: readonly Spiking[],
  outputNeuron?: NeuronSpec,
) {
  // What equations, parallel neurons and recurrences learn has the names of this app in every file.
  const isNamed = isLeaky
  const residuals = pieces.filter((piece) => piece.kind === 'residual')
  let block = 0
  const { layers: names, readout } = listedNames(layers, () => residuals[block++]?.shortcut !== undefined)
  return [
    ...spiking.flatMap(({ weights, norm, neurons, neuron }, i) => {
      const inFile = names[i]!
      return [
        [inFile.product, weights.name] as const,
        ...(norm ? [[inFile.norm, norm] as const] : []),
        ...(isNamed(neuron) ? [[inFile.neuron, neurons] as const] : []),
        ...(recurrence && isNamed(neuron) ? ['recurrent', 'skip'].map((one) => [`${neurons}.${one}`, `${neurons}.${one}`] as const) : []),
      ]
    }),
    [readout.product, 'output'] as const,
    ...(outputNeuron && isNamed(outputNeuron) ? [[readout.neuron, `${outputNeuron.kind}Out`] as const] : []),
  ]
}
