/**
 * The products of a network with its weights, for counting operations: the input of each, how many weights it meets, and probes that count
 * its spikes. Counted in evaluation mode, over the pinned samples.
 */
import { type Op, watched } from '../engine/kernel'
import type { Compiled } from '../engine/plan'
import type { Range } from '../engine/readback'
import { persistent, sizeOf, type Tensor, view } from '../engine/tensor'
import type { OperationsReading, ProductReading } from '../readings/energy'
import { isAnalogLayer, type NetworkGraph, type ProductInput, positionsOf, type SpikingLayer, type WeightLayer } from './graph'
import { countSpikes } from './probe-kernels'
import { rangeOf } from './probe-reading'

/** A product; if its input is spikes, with the tensor in which they are counted. */
interface Product extends Omit<ProductReading, 'lag' | 'spikes' | 'met' | 'fromNeurons'> {
  /** The layer after whose ops the counting runs. */
  readonly behind: string
  /** The number of weights that a spike meets at each output position that it contributes to. */
  readonly fanOut: number
  /** [steps, samples, 2] */
  readonly counted?: Tensor<'u32'>
  /** The spikes to count, if they are stored. */
  readonly value?: Tensor<'f32'>
  /** The delay of its input in steps; a tensor holds it in its first word. */
  readonly lag: number | Tensor<'f32'>
  readonly ops: readonly Op[]
}

export interface Products {
  readonly products: readonly Product[]
  readonly neurons: OperationsReading['neurons']
  /** The spikes that layers fire, and have a gradient. */
  readonly fired: ReadonlySet<Tensor<'f32'>>
  /** Time steps of a sample. */
  readonly steps: number
}

/** @param rows the batch size of the graph. @param steps the number of time steps of a sample. */
export function productsOf(graph: NetworkGraph, rows: number, steps: number): Products {
  const { spiking, readouts, analog, sampler } = graph
  const own = spiking.flatMap((s) => [ofWeights(s.weightLayer, s.name, rows), ...ofRecurrence(s, rows, steps), ...ofGates(s, rows, steps)])
  const known = new Set(spiking.map(({ weightLayer }) => weightLayer.name))
  const last = readouts.filter(({ name }) => !known.has(name)).map((readout) => ofWeights(readout, readout.name, rows))
  const maps = (analog?.convolutions ?? []).map((layer) => ofWeights(layer, layer.name, rows))
  const sampled = (sampler?.convolutions ?? []).map((layer) => ({ ...ofWeights(layer, sampler!.name, rows), behind: sampler!.name }))
  const neurons = spiking.map((s) => ({ layer: s.name, neurons: positionsOf(s) * s.features, steps: s.membrane.shape[0]! }))
  return {
    products: [...sampled, ...maps, ...ofMatrices(graph, rows, steps), ...own, ...ofAttention(graph), ...last],
    fired: new Set(graph.layers.flatMap(({ outputs }) => outputs.filter(({ grad }) => grad).map(({ value }) => value))),
    steps,
    neurons: sampler ? [{ layer: sampler.name, neurons: sampler.neurons, steps: sampler.steps }, ...neurons] : neurons,
  }
}

function ofWeights({ name, kind, input, outputs }: WeightLayer, layer: string, rows: number): Product {
  const { values, connections } = input
  const fanOut = kind === 'conv' ? outputs : connections / values
  const lag = input.lag ?? 0
  return { name, layer, kind, lag, behind: name, fanOut, inputs: values, connections, ...counted(name, input, rows) }
}

/** The ops that count the spikes of an input, sample by sample; none if the input is numbers. */
function counted(name: string, input: ProductInput, rows: number) {
  const { value, spikes, stored } = input
  const steps = value.shape[0]!
  if (!spikes) return { input: 'numbers', steps, ops: [] } as const
  const reach = input.reach()
  const counts = persistent(`${name}.counted`, 'u32', [steps, rows, 2])
  const words = sizeOf(value.shape) / (steps * rows)
  const table = persistent(`${name}.reach`, 'u32', [reach.length], Uint32Array.from(reach))
  const places = reach.length === 1 ? words : stored
  const op = countSpikes({ value: view(value, [steps, rows, words]), reach: table, counted: counts }, { stored: places })
  return { input: 'spikes', steps, counted: counts, value, ops: watched([op]) } as const
}

function ofRecurrence(of: SpikingLayer, rows: number, steps: number): Product[] {
  const { name, recurrence, spikes, features } = of
  if (!recurrence) return []
  const connections = features ** 2
  const input = { value: spikes, spikes: !isAnalogLayer(of), values: features, stored: spikes.shape[2]!, reach: () => [1], connections }
  return [
    {
      name: recurrence.recurrent.name,
      layer: name,
      kind: 'recurrent',
      behind: name,
      fanOut: features,
      inputs: features,
      connections,
      ...counted(recurrence.recurrent.name, input, rows),
      steps,
      lag: recurrence.lag,
    },
  ]
}

/** The product of a memory's gates, which receive the spikes of the previous step. */
function ofGates({ name, gates, spikes, features }: SpikingLayer, rows: number, steps: number): Product[] {
  if (!gates) return []
  const { outputs, parameter } = gates
  const size = { inputs: features, connections: features * outputs, fanOut: outputs }
  const input = { value: spikes, spikes: true, values: features, stored: spikes.shape[2]!, reach: () => [1], connections: size.connections }
  return [
    {
      ...size,
      name: parameter.name,
      layer: name,
      kind: 'recurrent',
      behind: name,
      ...counted(parameter.name, input, rows),
      steps,
      lag: 1,
    },
  ]
}

/**
 * The products of layers without neurons, whose weights meet numbers at every step, and for part of the inputs spikes. Vectors are biases.
 */
const ofMatrices = ({ analog }: NetworkGraph, rows: number, steps: number): Product[] =>
  (analog?.matrices ?? [])
    .filter(({ parameter }) => parameter.value.shape.length > 1)
    .flatMap(({ parameter, inputs, outputs, spikes }): Product[] => {
      const name = parameter.name.replace(/\.weight$/, '')
      const numbers = inputs - (spikes?.features ?? 0)
      const sharing = (count: number) =>
        ({ layer: name, kind: 'linear', steps, lag: 0, fanOut: outputs, inputs: count, connections: count * outputs }) as const
      const met = spikes && {
        value: spikes.value,
        spikes: true,
        values: spikes.features,
        stored: spikes.value.shape[2]!,
        reach: () => [1],
        connections: spikes.features * outputs,
      }
      return [
        ...(met ? [{ ...sharing(met.values), name: `${name}, spikes`, behind: spikes.behind, ...counted(name, met, rows) }] : []),
        ...(numbers > 0
          ? [{ ...sharing(numbers), name: met ? `${name}, numbers` : name, behind: name, input: 'numbers', ops: [] } as const]
          : []),
      ]
    })

/** The products of attention scores, once per sample: matrices over the steps' means and maxima, and windows over the places. */
function ofAttention({ layers, scores }: NetworkGraph): Product[] {
  const attentive = layers.filter(({ name }) => scores.some(({ layer }) => layer === name))
  return attentive.flatMap(({ name: layer, parameters }) =>
    parameters.map(({ name, value, count }): Product => {
      const scored = scores.find((score) => score.layer === layer && score.of === 'spatial')
      const places = value.shape.length > 2 && scored ? scored.shape[0] * scored.shape[1] : 1
      // A matrix sees the mean and the largest value of each step, a window both of each place as channels.
      const connections = count * (value.shape.length > 2 ? places : 2)
      return {
        name,
        layer,
        kind: 'attention',
        input: 'numbers',
        behind: layer,
        fanOut: 1,
        steps: 1,
        lag: 0,
        inputs: value.shape.length > 2 ? 2 * places : 2 * value.shape[0]!,
        connections,
        ops: [],
      }
    }),
  )
}

/**
 * Reads the counts of the pinned samples.
 * @param read runs them once, watched, and copies ranges.
 * @param count the number of rows that are samples, without the free row.
 */
export async function readOperations(
  read: (ranges: readonly Range[]) => Promise<ArrayBuffer>,
  compiled: Compiled<string>,
  { products, neurons, fired, steps }: Products,
  { step, count }: { readonly step: number; readonly count: number },
): Promise<OperationsReading> {
  const tensors = products.flatMap(({ counted: counts, lag }) => [...(counts ? [counts] : []), ...(typeof lag === 'number' ? [] : [lag])])
  const bytes = tensors.length > 0 ? await read(tensors.map((t) => rangeOf(compiled, t))) : new ArrayBuffer(0)
  let at = 0
  const take = (t: Tensor) => {
    at += 4 * sizeOf(t.shape)
    return bytes.slice(at - 4 * sizeOf(t.shape), at)
  }
  const readings = products.map(({ counted: counts, value, lag: lagOf, ops: _, behind: __, fanOut, ...product }): ProductReading => {
    const words = counts && new Uint32Array(take(counts))
    const lag = typeof lagOf === 'number' ? lagOf : new Float32Array(take(lagOf))[0]!
    const rows = counts?.shape[1] ?? 0
    const mean = (which: number) => {
      let sum = 0
      for (let t = 0; t < product.steps - lag; t++) for (let row = 0; row < count; row++) sum += words![(t * rows + row) * 2 + which]!
      return sum / count
    }
    const fromNeurons = value !== undefined && fired.has(value)
    return { ...product, lag, spikes: words ? mean(0) : null, met: words ? mean(1) * fanOut : null, ...(fromNeurons && { fromNeurons }) }
  })
  return { step, samples: count, steps, products: readings, neurons }
}
