/**
 * Reads a NIR graph as a network: the parts of an experiment that it determines, and the weights of its layers, which are those of the file
 * unless neurons have different thresholds or gains. What has no equivalent here is refused, with the node and the reason.
 */
import { type ReadoutSpec, readoutSchema } from '../../layers/readout/schema'
import { type Shape, showShape, sizeOfShape } from '../../layers/schema'
import { RESETS } from '../../neurons/lif/schema'
import { chainOf, type Link, type Named } from './chain'
import { delaysIn, delaysOf } from './delays'
import { type NirGraph, NirRefusal, type NirValue, numbersIn, refuse } from './graph'
import { arrayIn, type Neurons, neuronsOf, type Step, stepOf } from './neurons'
import { loopOf, type ReadLoop, recurrenceOf } from './recurrence'
import { type Settled, settled } from './settle'
import { poolSide, productOf, type ReadProduct } from './shapes'

export interface ReadNir {
  /** The axes of one step of the input. */
  readonly input: readonly number[]
  readonly outputs: number
  /** The network, neuron and readout of an experiment, as in its schema. */
  readonly parts: Readonly<Record<'network' | 'neuron' | 'readout', object>>
  /** The layers with weights, in the order in which a weight file lists them. */
  readonly layers: Settled['layers']
  /** The name of the NIR node of each layer, by the layer's number. */
  readonly names: readonly string[]
  /** Assumptions, and what follows from them. */
  readonly notes: readonly string[]
}

/** An entry of the network's list of layers, with its node. */
interface ListedLayer {
  readonly name: string
  readonly spec: object
}

interface Reading {
  shape: Shape
  flat: boolean
  /** The factor of the next weights, which makes up for a sum pool that becomes an average pool. */
  pending: number
  /** The weights that wait for their neurons. */
  product: ReadProduct | undefined
  /** The Delay that waits for the weights behind it, and the delays of the inputs of those that wait for their neurons. */
  delay: Named | undefined
  delays: Float32Array | undefined
  readonly products: {
    readonly product: ReadProduct
    readonly neurons: Neurons | undefined
    readonly loop?: ReadLoop | undefined
    readonly delays?: Float32Array | undefined
  }[]
  readonly layers: ListedLayer[]
}

/** @param dt the time step, if the user sets it. @throws NirRefusal */
export function fromNir(graph: NirGraph, dt?: number): ReadNir {
  const chain = chainOf(graph)
  const step = stepOf(chain, dt, numberIn(graph.metadata.dt))
  const input = inputOf(chain[0]!)
  const none = { product: undefined, delay: undefined, delays: undefined }
  const reading: Reading = { ...input, flat: !input.shape.space, pending: 1, ...none, products: [], layers: [] }
  for (const link of chain.slice(1)) readNode(reading, link, step)
  const last = reading.products.at(-1)
  if (!last) throw new NirRefusal('The graph has no weights between its input and its output.')
  const own = graph.metadata.generator === 'Membrane'
  const reset = RESETS.find((kind) => own && kind === graph.metadata.reset) ?? 'zero'
  const currents = currentsOf(graph.metadata, own)
  const made = settled(reading.products, reset, currents)
  const maps = reading.layers.some(({ spec }) => !('outputs' in spec) || 'kernel' in spec)
  const back = recurrenceOf(reading.products)
  const late = delaysOf(reading.products)
  if (late && back)
    throw new NirRefusal('The graph has a Delay in front of weights and recurrent layers, which no network here has together.')
  if (back && maps) throw new NirRefusal('The graph has feature maps and recurrent layers, which no network here has together.')
  const listed = maps ? reading.layers.slice(0, -1) : []
  const network = maps
    ? {
        kind: 'layers',
        layers: listed.map(({ spec }) => spec),
        width: 1,
        normalization: { kind: 'none' },
        bias: made.bias,
        outputBias: made.outputBias,
        initialization: 'pytorch',
        ...(late && { delays: late.delays }),
      }
    : {
        ...(back ? { kind: 'recurrent', recurrence: back.recurrence, inputScale: 1 } : { kind: 'mlp' }),
        hidden: reading.products.slice(0, -1).map(({ product }) => product.outputs),
        normalization: { kind: 'none' },
        bias: made.bias,
        dropout: 0,
        initialization: 'pytorch',
        ...(late && { delays: late.delays }),
      }
  return {
    input: input.axes,
    outputs: last.product.outputs,
    parts: { network, neuron: made.neuron, readout: made.readout },
    layers: made.layers,
    names: maps ? listed.map(({ name }) => name) : [],
    notes: [
      step.words,
      ...(back?.notes ?? []),
      ...(late?.notes ?? []),
      ...made.notes,
      ...resetNotes(reset, own),
      ...readoutNotes(made.readout, graph.metadata, own),
    ],
  }
}

const resetNotes = (reset: string, own: boolean): string[] => {
  if (own) return reset === 'zero' ? [] : ['The reset is soft, as the lab wrote next to the graph; NIR itself has only hard ones.']
  return [
    'Neurons are reset to a value, as NIR says; a network that was trained with a soft reset, as snnTorch and Sinabs have by default, fires otherwise here.',
  ]
}

/** How the currents of a graph that ends in weights become its output: as this lab wrote next to the graph, otherwise their mean. */
function currentsOf({ readout, readout_steps }: NirGraph['metadata'], own: boolean): ReadoutSpec {
  if (!own || (readout !== 'sum' && readout !== 'last')) return { kind: 'mean' }
  const known = readoutSchema.safeParse({ kind: readout, ...(readout === 'last' && { steps: numberIn(readout_steps) ?? 1 }) })
  return known.success ? known.data : { kind: 'mean' }
}

const readoutNotes = (made: { readonly kind: string }, { readout, readout_steps }: NirGraph['metadata'], own: boolean): string[] => {
  if (made.kind === 'mean' && !(own && readout === 'mean'))
    return ['NIR does not say how outputs over time become a prediction: their mean over all steps is taken.']
  if (made.kind === 'last' && numberIn(readout_steps) === undefined)
    return ['The file does not say over how many last steps its output is averaged: the last one is taken.']
  return []
}

const numberIn = (value: NirValue | undefined): number | undefined => {
  const found = value === undefined || typeof value === 'string' ? undefined : numbersIn(value)[0]
  return found !== undefined && Number.isFinite(found) && found > 0 ? found : undefined
}

function inputOf({ name, node: { type, fields } }: Named): { readonly axes: number[]; readonly shape: Shape } {
  const axes = Array.from(numbersIn(arrayIn(name, type, fields, 'shape')))
  if (!axes.every((size) => size >= 1)) refuse(name, type, `its shape is [${axes}].`)
  const [a, b, c] = axes as [number, number, number]
  if (axes.length === 1) return { axes, shape: { channels: a } }
  if (axes.length === 2) return { axes, shape: { channels: 1, space: { height: a, width: b } } }
  if (axes.length === 3) return { axes, shape: { channels: a, space: { height: b, width: c } } }
  return refuse(name, type, `its shape is [${axes}]; one, two or three axes are read, without batch and time.`)
}

function readNode(reading: Reading, named: Link, step: Step): void {
  const { name, node } = named
  const { type } = node
  const { shape, product } = reading
  switch (type) {
    case 'Affine':
    case 'Linear':
    case 'Conv2d': {
      if (product) refuse(name, type, `the layer “${product.name}” in front of it has weights and no neurons.`)
      const made = productOf(named, shape, reading.flat, reading.pending)
      const positions = shape.space ? shape.space.height * shape.space.width : 1
      reading.delays = reading.delay && delaysIn(reading.delay, made, positions, step.dt)
      reading.delay = undefined
      reading.product = made
      reading.pending = 1
      reading.flat = made.shape.space === undefined
      reading.shape = made.shape
      reading.layers.push({ name, spec: made.spec })
      return
    }
    case 'IF':
    case 'LIF':
    case 'CubaLIF':
    case 'LI': {
      if (!product) refuse(name, type, 'it has no weights directly in front of it.')
      const { space } = product.shape
      const neurons = neuronsOf(named, step, product.outputs, space ? space.height * space.width : 1)
      reading.products.push({ product, neurons, loop: loopOf(named, product, step.dt), delays: reading.delays })
      reading.product = undefined
      return
    }
    case 'SumPool2d':
    case 'AvgPool2d': {
      if (product) refuse(name, type, 'it stands between weights and their neurons; here neurons come first.')
      if (reading.delay) refuse(reading.delay.name, 'Delay', `“${name}” comes behind it; here delays come directly before weights.`)
      const side = poolSide(named, shape)
      if (type === 'SumPool2d') reading.pending *= side * side
      const { height, width } = shape.space!
      reading.shape = { channels: shape.channels, space: { height: Math.floor(height / side), width: Math.floor(width / side) } }
      reading.layers.push({ name, spec: { kind: 'pool', how: 'average', size: side } })
      return
    }
    case 'Delay':
      if (product) refuse(name, type, 'it stands between weights and their neurons; here delays come before weights.')
      if (reading.delay) refuse(name, type, `another Delay, “${reading.delay.name}”, is directly in front of it.`)
      reading.delay = named
      return
    case 'Flatten':
      // The first flattened axis is ignored: files may or may not count the batch, and the next weights state their number of inputs.
      reading.flat = true
      return
    default:
      end(reading, name, type)
  }
}

/** Reads the output node: after neurons, or after weights whose currents are the prediction. */
function end(reading: Reading, name: string, type: string): void {
  const { product, products, shape, delay } = reading
  if (delay) refuse(delay.name, 'Delay', 'no weights come after it.')
  if (product) {
    products.push({ product, neurons: undefined, delays: reading.delays })
    reading.product = undefined
  }
  const outer = products.at(-1)
  if (outer?.delays)
    refuse(outer.product.name, outer.product.type, 'a Delay is in front of it, and the inputs of the last layer here have none.')
  const last = reading.layers.at(-1)
  if (!last || !('outputs' in last.spec) || 'kernel' in last.spec)
    refuse(
      name,
      type,
      `what comes before it (${showShape(shape)}) is not from a linear layer, as the last layer of a network here is; ${sizeOfShape(shape)} values.`,
    )
  const early = products.slice(0, -1).find(({ neurons }) => neurons && !neurons.threshold)
  if (early?.neurons) refuse(early.neurons.name, early.neurons.type, 'a leaky integral without spikes is read only as the last layer.')
}
