/**
 * Writes a network with its weights as a NIR graph, for one of several kinds of readers. Normalizations are folded into the weights,
 * which is exact in evaluation, where statistics are constant. What NIR has no node for is refused, and what is lost is reported.
 */
import { inputsOf, isInTime, receivedShape } from '../../data/encoders/schema'
import { wholeDelay } from '../../layers/delay/describe'
import { type LayerSpec, layerLabel, type Shape, shapesOf, sizeOfShape } from '../../layers/schema'
import type { NormalizationSpec } from '../../layers/td-batch-norm/schema'
import type { NamedTensor } from '../safetensors'
import { type Exported, exportable, exportWarnings, skipOf, typedNeuron } from './exported'
import { alike, floats, type NirEdge, type NirGraph, type NirNode, NirRefusal, type NirValue, scalar, whole, wholeScalar } from './graph'
import { type LayerWeights, layerWeights, usedTensors } from './layer-weights'
import { exact, integralNode, type Leaky, type LeakyNeuron, leakyNode, type NirTarget, STEP_OF } from './targets'

export interface WrittenNir {
  readonly graph: NirGraph
  readonly warnings: readonly string[]
}

/** The chain of nodes that is built so far. */
interface Chain {
  readonly nodes: Map<string, NirNode>
  readonly edges: NirEdge[]
  last: string
  shape: Shape
  /** Whether feature maps are already flattened. */
  flat: boolean
  /** The factor of the next weights, which makes up for a sum pool instead of an average pool. */
  pending: number
}

const GENERATOR = 'Membrane'

/**
 * @param experiment any experiment
 * @param tensors its weights, in the order of a weights file
 * @throws NirRefusal if NIR cannot express it
 */
export function toNir(experiment: unknown, tensors: readonly NamedTensor[], target: NirTarget): WrittenNir {
  const from = exportable(experiment, target)
  const typed = [from, ...from.own.values()].find((one) => one.typed)?.typed
  const weights = layerWeights(usedTensors(tensors), typed?.kind)
  const chain = started(from)
  const { network } = from
  const layers: readonly LayerSpec[] =
    network.kind === 'layers' ? network.layers : network.hidden.map((outputs) => ({ kind: 'linear', outputs, dropout: 0 }))
  const skip = skipOf(network)
  let next = 0
  for (const [index, layer] of layers.entries()) {
    if (layer.kind === 'pool' || layer.kind === 'globalPool') addPool(chain, layer, target, index)
    else if (layer.kind === 'conv' || layer.kind === 'linear') {
      const own = weights[next++]
      if (!own) throw new NirRefusal('The file of weights has fewer layers than the network.')
      const seen = from.own.get(index) ?? from
      const leaky = leakyNode(neuronOf(seen, own), target)
      if (layer.kind === 'linear' && !chain.flat) addFlatten(chain)
      if (own.delay) addDelay(chain, own, next, STEP_OF[target])
      addProduct(chain, layer, own, { leaky, number: next, normalization: network.normalization, threshold: seen.scale })
      add(chain, `lif${next}`, leaky.node(axesOf(chain)))
      if (skip !== null && layer.kind === 'linear') addLoop(chain, own, next, { factor: leaky.factor, skip, dt: STEP_OF[target] })
    } else throw new NirRefusal(`NIR has no node for a ${layerLabel(layer)} that readers know.`)
  }
  addHead(chain, from, weights[next]!, target)
  const graph: NirGraph = { nodes: chain.nodes, edges: chain.edges, metadata: metadataOf(from, target) }
  return { graph, warnings: exportWarnings(from, target) }
}

/** Starts a chain with the input of one step: channels, rows and columns for a list of layers in space, otherwise one axis. */
function started({ network, data, encoder }: Exported): Chain {
  const listed = network.kind === 'layers'
  const { channels, height, width } = receivedShape(data, encoder)
  const shape: Shape = listed && !isInTime(encoder) ? { channels, space: { height, width } } : { channels: inputsOf(data, encoder) }
  const chain: Chain = { nodes: new Map(), edges: [], last: 'input', shape, flat: !shape.space, pending: 1 }
  chain.nodes.set('input', { type: 'Input', fields: { shape: whole(...axesOf(chain)) } })
  return chain
}

const axesOf = ({ shape: { channels, space } }: Chain): number[] => (space ? [channels, space.height, space.width] : [channels])

function add(chain: Chain, name: string, node: NirNode): void {
  chain.nodes.set(name, node)
  chain.edges.push([chain.last, name])
  chain.last = name
}

/** Readers that work in steps only support sum pooling, the others only average pooling. */
function addPool(chain: Chain, layer: Extract<LayerSpec, { kind: 'pool' | 'globalPool' }>, target: NirTarget, index: number): void {
  const { space } = chain.shape
  const sides = layer.kind === 'pool' ? [layer.size, layer.size] : [space!.height, space!.width]
  const sums = target === 'steps'
  if (sums) chain.pending /= sides[0]! * sides[1]!
  const fields = { kernel_size: whole(...sides), stride: whole(...sides), padding: whole(0, 0) }
  add(chain, `pool${index + 1}`, { type: sums ? 'SumPool2d' : 'AvgPool2d', fields })
  const places = { height: Math.floor(space!.height / sides[0]!), width: Math.floor(space!.width / sides[1]!) }
  chain.shape = { channels: chain.shape.channels, space: places }
}

interface Behind {
  readonly leaky: Pick<Leaky, 'factor'>
  /** Counted from 1; absent for the last layer. */
  readonly number?: number
  readonly normalization: NormalizationSpec
  readonly threshold: number
}

function addProduct(chain: Chain, layer: LayerSpec & { kind: 'conv' | 'linear' }, own: LayerWeights, behind: Behind): void {
  const before = chain.shape
  const after =
    layer.kind === 'conv'
      ? shapesOf([{ ...layer, outputs: own.weight.shape[0]! }], before, 1)[0]!
      : { shape: { channels: own.weight.shape[0]! } }
  if ('problem' in after) throw new NirRefusal(after.problem)
  const { weight, bias } = folded(own, chain.pending, behind)
  const [outputs] = own.weight.shape as readonly [number]
  const name = `${layer.kind === 'conv' ? 'conv' : 'linear'}${behind.number ?? 'Out'}`
  if (layer.kind === 'linear' && !chain.flat) addFlatten(chain)
  chain.pending = 1
  chain.shape = after.shape
  const both = { weight: floats(weight, own.weight.shape), bias: floats(bias ?? new Float32Array(outputs)) }
  if (layer.kind === 'linear') {
    add(chain, name, bias ? { type: 'Affine', fields: both } : { type: 'Linear', fields: { weight: both.weight } })
    return
  }
  const { height, width } = before.space!
  add(chain, name, {
    type: 'Conv2d',
    fields: {
      input_shape: whole(height, width),
      ...both,
      stride: whole(layer.stride, layer.stride),
      padding: whole(layer.padding, layer.padding),
      dilation: whole(1, 1),
      groups: wholeScalar(1),
    },
  })
}

/**
 * Adds the delays of a layer's inputs, in front of its weights: of a convolution those of channels, at each of their positions. Where all are
 * the same, a file of weights has them by neuron.
 */
function addDelay(chain: Chain, { weight, delay }: LayerWeights, number: number, dt: number): void {
  const inputs = weight.shape[1]!
  const shape = weight.shape.length > 2 ? axesOf(chain) : [inputs]
  const size = shape.reduce((product, side) => product * side, 1)
  const [first] = delay!.data as unknown as readonly [number]
  const byInput = delay!.data.length === inputs
  const steps = Float64Array.from({ length: size }, (_, i) => wholeDelay(byInput ? delay!.data[Math.floor((i * inputs) / size)]! : first))
  add(chain, `delay${number}`, { type: 'Delay', fields: { delay: { shape, data: steps.map((lag) => exact(lag * dt)) } } })
}

/** Adds the way back of a layer's spikes: through their weights, and a Delay where they skip steps. */
function addLoop(
  chain: Chain,
  { recurrent }: LayerWeights,
  number: number,
  { factor, skip, dt }: Record<'factor' | 'skip' | 'dt', number>,
) {
  if (!recurrent) throw new NirRefusal('The file of weights has no recurrent weights.')
  const [neurons, weights] = [chain.last, `recurrent${number}`]
  chain.nodes.set(weights, {
    type: 'Linear',
    fields: {
      weight: floats(
        recurrent.data.map((value) => value * factor),
        recurrent.shape,
      ),
    },
  })
  const way = [neurons, weights, neurons]
  if (skip > 1) {
    const delay = `delay${number}`
    chain.nodes.set(delay, { type: 'Delay', fields: { delay: alike(exact(skip * dt), axesOf(chain)) } })
    way.splice(1, 0, delay)
  }
  for (const [at, name] of way.slice(1).entries()) chain.edges.push([way[at]!, name])
}

/** Flattens in the order of a linear layer's inputs in a file: channel, row, column. The batch is not an axis in NIR. */
function addFlatten(chain: Chain): void {
  add(chain, 'flatten', {
    type: 'Flatten',
    fields: { start_dim: wholeScalar(0), end_dim: wholeScalar(-1), input_type: whole(...axesOf(chain)) },
  })
  chain.flat = true
}

/** Adds the last layer and the node of its readout. */
function addHead(chain: Chain, from: Exported, own: LayerWeights, target: NirTarget): void {
  const { network, readout } = from
  const node =
    readout.kind === 'spiking'
      ? leakyNode(neuronOf(from, own), target)
      : readout.kind === 'leaky'
        ? integralNode(readout.decay, target)
        : undefined
  addProduct(
    chain,
    { kind: 'linear', outputs: own.weight.shape[0]!, dropout: 0 },
    { weight: own.weight, ...(own.bias && { bias: own.bias }), parameters: {} },
    { leaky: node ?? { factor: 1 }, normalization: network.normalization, threshold: from.scale },
  )
  if (node) add(chain, readout.kind === 'spiking' ? 'lifOut' : 'liOut', node.node(axesOf(chain)))
  add(chain, 'output', { type: 'Output', fields: { shape: whole(sizeOfShape(chain.shape)) } })
}

/** The neurons of a layer, with what it learned. */
function neuronOf({ neuron, typed }: Exported, { w, parameters }: LayerWeights): LeakyNeuron {
  if (typed) return typedNeuron(typed.text, Object.fromEntries(Object.entries(parameters).map(([name, { data }]) => [name, data[0]!])))
  return w ? { ...neuron, decay: Math.fround(1 / (1 + Math.exp(-w.data[0]!))) } : neuron
}

/**
 * Folds the factors of a layer's input and output and the normalization behind it into the weights and the bias:
 * gamma alpha threshold (x - mean) / sqrt(variance + epsilon) + beta. In double precision, rounded once.
 */
function folded({ weight, bias, norm }: LayerWeights, pending: number, { leaky: { factor }, normalization, threshold }: Behind) {
  const [outputs] = weight.shape as readonly [number]
  const inputs = weight.data.length / outputs
  const scale = (o: number): number =>
    norm && normalization.kind === 'tdBatchNorm'
      ? (norm.gamma[o]! * normalization.alpha * threshold) / Math.sqrt(norm.variance[o]! + normalization.epsilon)
      : 1
  const shift = (o: number): number => (norm ? norm.beta[o]! - scale(o) * norm.mean[o]! : 0)
  const scales = Float64Array.from({ length: outputs }, (_, o) => scale(o) * factor * pending)
  return {
    weight: weight.data.map((value, i) => value * scales[Math.floor(i / inputs)]!),
    bias:
      bias || norm ? Float32Array.from({ length: outputs }, (_, o) => factor * (scale(o) * (bias?.data[o] ?? 0) + shift(o))) : undefined,
  }
}

const metadataOf = ({ neuron, surrogate, readout }: Exported, target: NirTarget): Record<string, NirValue> => ({
  generator: GENERATOR,
  target,
  dt: scalar(STEP_OF[target]),
  reset: neuron.reset,
  surrogate: surrogate.kind,
  ...('scale' in surrogate && { surrogate_scale: scalar(surrogate.scale) }),
  readout: readout.kind,
  ...(readout.kind === 'last' && { readout_steps: wholeScalar(readout.steps) }),
})
