/** Checks for networks of any kind: layers that do not fit each other, and weights that take too long to draw. */

import type { DelaysSpec } from '../layers/delay/schema'
import { type Fitted, type LayerSpec, layerLabel, ownNeuron, type Shape, shapesOf, sizeOfShape } from '../layers/schema'
import { descriptionOf } from '../neurons/descriptions'
import { recurrenceOf } from '../neurons/recurrent-lif/schema'
import type { NeuronSpec } from '../neurons/schema'
import type { AnySurrogate } from '../neurons/surrogate/schema'
import { error, type Problem, warning } from '../problem'
import { type FusionSpec, isAttentive, jointOf } from './fusion/schema'
import { pathInLayer } from './neurons'
import type { LayeredSpec } from './schema'

/** The network settings that the checks depend on. */
type Network = { readonly initialization: string } & (
  | { readonly kind: 'mlp'; readonly hidden: readonly number[] }
  | { readonly kind: 'recurrent'; readonly hidden: readonly number[]; readonly recurrence: { readonly kind: string } }
  | {
      readonly kind: 'layers'
      readonly layers: readonly LayerSpec[]
      readonly width: number
      readonly fusion?: FusionSpec | undefined
      readonly recurrence?: { readonly kind: string } | undefined
      readonly delays?: DelaysSpec | undefined
    }
)

/** The number of inputs and outputs of a weight matrix. */
type Product = readonly [number, number]

/** The maximum number of multiply-adds of Gram-Schmidt when opening a run: about ten seconds. */
const MAX_ORTHOGONAL_COST = 2 ** 33
const takesTooLong = (products: readonly Product[]): boolean =>
  products.reduce((sum, [inputs, outputs]) => sum + Math.min(inputs, outputs) * inputs * outputs, 0) > MAX_ORTHOGONAL_COST

/** The output shapes of the layers that fit. */
const madeOf = (network: Layered, input: Shape): Shape[] =>
  fittedOf(network, input).flatMap((fitted) => ('shape' in fitted ? [fitted.shape] : []))

type Layered = Extract<Network, { readonly kind: 'layers' }>
const fittedOf = ({ layers, width, fusion }: Layered, input: Shape): Fitted[] =>
  shapesOf(layers, input, width, fusion && jointOf(fusion, layers.length))

/** The number of neurons of each hidden layer, over all positions. */
export const sizesOf = (network: Network, input: Shape): readonly number[] =>
  network.kind === 'layers' ? madeOf(network, input).map(sizeOfShape) : network.hidden

/** Whether there are layers that need an image. */
export const hasMaps = (network: Network): boolean => network.kind === 'layers' && network.layers.some(({ kind }) => kind !== 'linear')

/** Whether there are layers without positions. */
export const isFlat = (network: Network): boolean => network.kind !== 'layers' || network.layers.some(({ kind }) => kind === 'linear')

/** Reports layers that do not fit the shape in front of them. */
export function shapeProblems(network: Network, input: Shape): Problem[] {
  if (network.kind !== 'layers') return []
  const { layers } = network
  return fittedOf(network, input).flatMap((fitted, i) =>
    'problem' in fitted ? [error(`network.layers.${i}`, `Layer ${i + 1}, ${layerLabel(layers[i]!)}: ${fitted.problem}`)] : [],
  )
}

/** Reports delays that a list of layers cannot have. */
export function delayProblems(network: Network): Problem[] {
  if (network.kind !== 'layers' || !network.delays) return []
  const { layers, delays, fusion } = network
  const reasons = [
    layers.some(({ kind }) => kind === 'residual') &&
      'Residual blocks have no delays: the shortcut would bring spikes to the sum before those that it is added to. Use convolutions.',
    recurrenceOf(network) && 'Layers that receive their own spikes have no delays. Leave out the recurrence, or the delays.',
    fusion && 'Delays are not built for two streams, which meet step by step.',
  ]
  const without = { label: 'Use no delays', path: 'network.delays', value: undefined }
  const all = reasons.flatMap((reason) => (reason ? [error('network.delays.kind', reason, without)] : []))
  if (delays.kind === 'fixed' || delays.per === 'axon' || layers.every(({ kind }) => kind !== 'conv')) return all
  return [
    ...all,
    error(
      'network.delays.per',
      'A convolution has one delay for each channel of its input, at all positions: for each axon, and not for each synapse or neuron.',
      { label: 'One for each axon', path: 'network.delays.per', value: 'axon' },
    ),
  ]
}

/** @param inputs the number of inputs of a fully connected network at one step */
export function orthogonalProblems(network: Network, input: Shape, inputs: number): Problem[] {
  if (takesTooLong(recurrentProducts(network, input)))
    return [
      error(
        network.kind === 'layers' ? 'network.layers' : 'network.hidden',
        'Recurrent weights are initialized orthogonally, which would take minutes for this many neurons: the cost grows with the cube of a layer’s size. Use fewer or smaller layers.',
      ),
    ]
  if (network.initialization !== 'orthogonal' || !takesTooLong(productsOf(network, input, inputs))) return []
  return [
    error(
      'network.initialization',
      'Orthogonal initialization would take minutes for this many inputs and outputs: the cost grows with the cube of a layer’s size.',
      { label: 'Use Kaiming', path: 'network.initialization', value: 'kaiming' },
    ),
  ]
}

interface Neural {
  readonly network: LayeredSpec
  readonly neuron: NeuronSpec
  readonly surrogate: AnySurrogate
  readonly readout: { readonly kind: string }
}

/** Problems of the network's neuron, and of those that layers have for themselves, each where it is set. */
export function neuronProblems({ network, neuron, surrogate, readout }: Neural): Problem[] {
  if (network.kind !== 'layers') return [...descriptionOf(neuron).problems({ network, surrogate, readout }), ...idleSurrogate(neuron)]
  // In a list of layers, only linear ones receive their own spikes.
  const only = (layers: typeof network.layers) => {
    const { recurrence } = layers.some(({ kind }) => kind === 'linear') ? network : {}
    return { ...network, layers, recurrence }
  }
  const ofLayers = network.layers.flatMap((layer, item) => {
    const own = ownNeuron(layer)
    const problems = own ? descriptionOf(own).problems({ network: only([layer]), surrogate }) : []
    return problems.map((problem) => inLayer(problem, item))
  })
  const shared = only(network.layers.filter((layer) => !ownNeuron(layer)))
  const ofShared = descriptionOf(neuron).problems({ network: shared, surrogate, readout })
  return [...ofShared, ...(shared.layers.length > 0 ? idleSurrogate(neuron) : []), ...ofLayers]
}

/** Says at the surrogate that the neuron has its own. */
export const idleSurrogate = (neuron: NeuronSpec): Problem[] =>
  descriptionOf(neuron).ownSurrogate
    ? [warning('surrogate.kind', 'The equations of the neuron have a surrogate of their own: this one has no effect.')]
    : []

const inLayer = (problem: Problem, item: number): Problem => ({
  ...problem,
  path: pathInLayer(problem.path, { item }),
  ...(problem.remedy && { remedy: { ...problem.remedy, path: pathInLayer(problem.remedy.path, { item }) } }),
})

/** @param inTime whether a sample is read pixel by pixel or row by row */
export const inTimeProblems = (network: Network, inTime: boolean): Problem[] =>
  inTime && hasMaps(network)
    ? [
        error('network.kind', 'This encoder turns a sample into a sequence, but only linear layers need no image.', {
          label: 'Use a recurrent network',
          path: 'network',
          value: { kind: 'recurrent' },
        }),
      ]
    : []

function recurrentProducts(network: Network, input: Shape): Product[] {
  if (!recurrenceOf(network)) return []
  const sizes = sizesOf(network, input)
  return sizes.filter((_, i) => network.kind !== 'layers' || network.layers[i]!.kind === 'linear').map((n) => [n, n])
}

/** The inputs and outputs of every weight matrix, which determine the cost of an orthogonal initialization. */
function productsOf(network: Network, input: Shape, inputs: number): Product[] {
  if (network.kind !== 'layers') return network.hidden.map((outputs, i) => [i === 0 ? inputs : network.hidden[i - 1]!, outputs])
  const made = madeOf(network, input)
  return made.map((shape, i) => {
    const layer = network.layers[i]!
    const before = i === 0 ? input : made[i - 1]!
    if (layer.kind === 'conv') return [before.channels * layer.kernel ** 2, shape.channels]
    if (layer.kind === 'residual') return [Math.max(before.channels, shape.channels) * 9, shape.channels]
    return layer.kind === 'linear' ? [sizeOfShape(before), shape.channels] : [0, 0]
  })
}

/** @param streams whether a sample has images next to its events */
export function fusionProblems(network: Network, streams: boolean): Problem[] {
  const fusion = network.kind === 'layers' ? network.fusion : undefined
  if (!fusion) return streams ? [aloneProblem(network)] : []
  if (!streams)
    return [
      error('network.fusion.kind', 'A fusion needs two streams, and this data set has one.', {
        label: 'See the one stream',
        path: 'network.fusion',
        value: undefined,
      }),
    ]
  const { layers } = network as Layered
  const joint = jointOf(fusion, layers.length)
  if ('after' in fusion && fusion.after > layers.length)
    return [
      error('network.fusion.after', `There are only ${layers.length} layers to fuse after.`, {
        label: `Fuse after layer ${layers.length}`,
        path: 'network.fusion.after',
        value: Math.max(1, layers.length),
      }),
    ]
  const flat = layers.slice(0, joint?.after ?? 0).findIndex(({ kind }) => kind === 'linear' || kind === 'globalPool')
  if (!isAttentive(fusion) || flat < 0) return []
  return [
    error('network.fusion.after', `Attention needs places, and layer ${flat + 1}, ${layerLabel(layers[flat]!)}, has none. Fuse before it.`),
  ]
}

const aloneProblem = (network: Network): Problem =>
  network.kind === 'layers'
    ? warning('network.layers', 'Nothing says how the two streams meet: only the events are seen.', {
        label: 'Fuse them',
        path: 'network.fusion',
        value: { kind: 'cmaV1' },
      })
    : warning('network.kind', 'This network sees only the events. A list of layers can fuse both streams.', {
        label: 'Use a list of layers',
        path: 'network',
        value: { kind: 'layers', fusion: { kind: 'cmaV1' } },
      })
