/**
 * Parameters and running statistics in the format of files: weights [out, in] and [out, in, kh, kw], without padding. A network of fully
 * connected layers names them by its layers (linear1.weight, norm1.running_mean), a list of layers by the PyTorch modules of the MPD-AGL
 * paper. If an experiment has several networks, the network's name comes first. An average of the weights, which evaluations use, is next
 * to the trained weights, with the prefix `average.`. Tensors are transposed and padded only here.
 */
import type { Network, NetworkCopy, Parameter } from '../engine/network'
import type { Compiled } from '../engine/plan'
import { sizeOf, type Tensor } from '../engine/tensor'
import { listedNames, type ModuleNames } from '../interop/module-names'
import { type NamedTensor, readSafetensors, writeSafetensors } from '../interop/safetensors'
import { residualNeedsShortcut } from '../layers/schema'
import type { Filters } from '../readings/layers'
import { fanIn, type NetworkGraph, type SpikingLayer, type WeightLayer } from './graph'
import type { NetworkSpec } from './schema'

/** The parameters and statistics of a file. */
export type FileTensors = readonly NamedTensor[]

interface Slot {
  readonly name: string
  readonly shape: readonly number[]
  readonly tensor: Tensor<'f32'>
  /** The index in memory of element i of the file. */
  readonly place: (i: number) => number
}

const vector = (name: string, tensor: Tensor<'f32'>, features: number): Slot => ({ name, shape: [features], tensor, place: (i) => i })

/** A source of tensor values: a run or a checkpoint. */
type Readable = Pick<Compiled<string>, 'read'>

/** A network whose weights are read or written. */
export interface Weighed {
  readonly network: { readonly name: string }
  readonly average?: NetworkCopy
  readonly best?: { readonly weights: NetworkCopy; readonly score: Tensor<'f32'> }
  readonly spec: NetworkSpec
  readonly graph: NetworkGraph
}

const slotsOf = (networks: readonly Weighed[]): Slot[] =>
  networks.flatMap((one) => {
    const slots = slotsOfOne(one)
    const prefix = `${one.network.name}.`
    return networks.length === 1 ? slots : slots.map((slot) => ({ ...slot, name: `${prefix}${slot.name.replace(prefix, '')}` }))
  })

const AVERAGE = 'average.'

/** The slots of the averages, if there are any, each with that of the averaged tensor. */
const averageSlotsOf = (networks: readonly Weighed[], slots: readonly Slot[]): (readonly [average: Slot, of: Slot])[] =>
  networks.flatMap(({ average }) =>
    slots
      .map((slot) => [{ ...slot, name: `${AVERAGE}${slot.name}`, tensor: average?.tensorFor(slot.tensor) ?? slot.tensor }, slot] as const)
      .filter(([{ tensor }, slot]) => tensor !== slot.tensor),
  )

function slotsOfOne({ spec, graph }: Weighed): Slot[] {
  const { spiking, readouts } = graph
  const events = spiking.filter(({ branch }) => branch === 'event')
  // The layers of the frames have the same indices as the parallel layers of the events.
  const names = moduleNames(
    spec,
    spiking.filter(({ branch }) => branch !== 'frame'),
  )
  const frames = names.layers.slice(0, events.length).map((modules) => inStream('frame', modules))
  const own = names.layers.map((modules, i) => (i < events.length ? inStream('event', modules) : modules))
  const inOrder = [...own.slice(0, events.length), ...frames, ...own.slice(events.length)]
  const hidden = spiking.flatMap((s, i) => slotsOfLayer(s, inOrder[i]!))
  const first = [...analogSlots(graph), ...hidden]
  const last = lastSlots(readouts, names.readout)
  // Tensors that layers share are written once.
  const all = [...first, ...otherSlots(graph, new Set([...first, ...last].map(({ tensor }) => tensor))), ...last]
  return [...new Map(all.map((slot) => [slot.name, slot])).values()]
}

const inStream = (stream: 'event' | 'frame', { product, norm, neuron }: ModuleNames): ModuleNames => ({
  product: `${stream}.${product}`,
  norm: `${stream}.${norm}`,
  neuron: `${stream}.${neuron}`,
})

/** The output layer under its name in files; several under their own names. */
const lastSlots = (readouts: readonly WeightLayer[], name: string): Slot[] =>
  readouts.flatMap((layer) => productSlots(layer, readouts.length === 1 ? name : layer.name))

/** The slots of layers without neurons, [outputs, inputs], under the names of this app; a single row is a bias. */
function analogSlots({ analog }: NetworkGraph): Slot[] {
  if (!analog) return []
  const matrices = analog.matrices.map(({ parameter: { name, value }, inputs, outputs }): Slot => {
    if (value.shape.length === 1) return vector(name, value, outputs)
    const columns = value.shape[1]!
    return { name, shape: [outputs, inputs], tensor: value, place: (i) => (i % inputs) * columns + Math.floor(i / inputs) }
  })
  return [...matrices, ...analog.convolutions.flatMap((layer) => productSlots(layer, layer.name))]
}

/**
 * The slots of attention and samplers, which are neither weight layers nor neurons: matrices [out, in], windows [out, in, rows, columns],
 * with their padding; vectors.
 */
function otherSlots({ layers }: NetworkGraph, known: ReadonlySet<Tensor<'f32'>>): Slot[] {
  return layers
    .flatMap(({ parameters }) => parameters)
    .filter(({ value }) => !known.has(value))
    .map(({ name, value, count }) => {
      if (value.shape.length === 1) return vector(name, value, count)
      const [rows, columns, channels, outputs] = value.shape as readonly [number, number, number?, number?]
      const [places, inputs, made] = channels === undefined ? [1, rows, columns] : [rows * columns, channels, outputs!]
      const shape = channels === undefined ? [made, inputs] : [made, inputs, rows, columns]
      // In memory: [position, input, output]; in a file: [output, input, position].
      const place = (i: number) => {
        const [at, input, output] = [i % places, Math.floor(i / places) % inputs, Math.floor(i / (places * inputs))]
        return (at * inputs + input) * made + output
      }
      return { name, shape, tensor: value, place }
    })
}

function slotsOfLayer({ weightLayer, norm, features, options, parameters, recurrence }: SpikingLayer, names: ModuleNames): Slot[] {
  const [mean, variance] = (norm?.state ?? []) as readonly Tensor<'f32'>[]
  const learned = options.learned && parameters.includes(options.learned) ? options.learned : undefined
  return [
    ...productSlots(weightLayer, names.product),
    ...(norm
      ? [
          vector(`${names.norm}.weight`, norm.gamma.value, features),
          vector(`${names.norm}.bias`, norm.beta.value, features),
          vector(`${names.norm}.running_mean`, mean!, features),
          vector(`${names.norm}.running_var`, variance!, features),
        ]
      : []),
    ...(learned ? [scalarOrVector(learned, names.neuron)] : []),
    ...(recurrence ? recurrenceSlots(recurrence, features) : []),
  ]
}

/** The recurrent weights, [to, from], and the logits of the skip weights. */
function recurrenceSlots({ recurrent, skipWeights }: NonNullable<SpikingLayer['recurrence']>, features: number): Slot[] {
  const columns = recurrent.value.shape[1]!
  const place = (i: number) => (i % features) * columns + Math.floor(i / features)
  return [
    { name: recurrent.name, shape: [features, features], tensor: recurrent.value, place },
    ...(skipWeights.logits ? [vector(skipWeights.logits.name, skipWeights.logits.value, skipWeights.logits.count)] : []),
  ]
}

/** A scalar in the paper's modules, if the name has a path; a vector of one element otherwise. */
const scalarOrVector = ({ value }: Parameter, name: string): Slot => ({
  ...vector(`${name}.w`, value, 1),
  ...(name.includes('.') && { shape: [] }),
})

function productSlots(product: WeightLayer, name: string): Slot[] {
  const { weight, bias, delays, channels, stored, kernel, outputs } = product
  const inputs = fanIn(product)
  const columns = weight.value.shape.at(-1)!
  const positions = inputs / channels
  // Files have channels before positions, here positions come first.
  const row = (i: number) => (i % positions) * stored + Math.floor(i / positions)
  const place = (i: number) => row(i % inputs) * columns + Math.floor(i / inputs)
  const shape = product.kind === 'conv' ? [outputs, channels, ...kernel] : [outputs, inputs]
  const delaysBy = {
    synapse: { shape, place },
    axon: product.kind === 'conv' ? { shape: [channels], place: (i: number) => i } : { shape: [inputs], place: row },
    neuron: { shape: [outputs], place: (i: number) => i },
  }
  return [
    { name: `${name}.weight`, shape, tensor: weight.value, place },
    ...(bias ? [vector(`${name}.bias`, bias.value, outputs)] : []),
    ...(delays ? [{ name: `${name}.delay`, tensor: delays.parameter.value, ...delaysBy[delays.per] }] : []),
  ]
}

/** Names by layer, in the order of the spiking layers, and the readout's. */
function moduleNames(net: NetworkSpec, spiking: readonly SpikingLayer[]): { layers: readonly ModuleNames[]; readout: string } {
  if (net.kind !== 'layers')
    return {
      layers: spiking.map((s) => ({ product: s.weightLayer.name, norm: s.norm?.name ?? '', neuron: s.name })),
      readout: 'output',
    }
  const { layers, readout } = listedNames(net.layers, ({ stride }, before) => {
    const { channels, outputs } = spiking[before]!.weightLayer
    return residualNeedsShortcut(outputs, stride, { channels })
  })
  return { layers: spiking.length > layers.length ? [...layers, readout] : layers, readout: readout.product }
}

const WITH_AVERAGES = `The tensors under plain names are the weights that are trained; those under “${AVERAGE}” are their average, which evaluations use.`

/** Which weights a file contains: those of the last step, or those of the best evaluation. */
export type Which = 'latest' | 'best'

/** The same slots with the weights of the best evaluation. @throws if no network stores them */
async function bestSlotsOf(compiled: Readable, networks: readonly Weighed[], slots: readonly Slot[]) {
  const kept = networks.filter(({ best }) => best)
  if (kept.length === 0) throw new Error('No best weights are kept of this kind of experiment.')
  for (const { best } of kept)
    if (!new Float32Array(await compiled.read(best!.score))[1])
      throw new Error('No evaluation has been played yet: there are no best weights.')
  return slots.map((slot) => ({ ...slot, tensor: kept.reduce((t, { best }) => best!.weights.tensorFor(t), slot.tensor) }))
}

const noteOnBest = (networks: readonly Weighed[]): string => {
  const [kept, others] = [true, false].map((has) =>
    networks.filter(({ best }) => (best !== undefined) === has).map(({ network }) => network.name),
  )
  const last = others!.length > 0 ? ` Those of ${others!.join(', ')} are of the last training step.` : ''
  return `The weights of ${kept!.join(', ')} are those of the best evaluation.${last}`
}

/** @param experiment goes into the file's metadata, as JSON, with a note on the weights if there are two of each. */
export async function readWeights(
  compiled: Readable,
  networks: readonly Weighed[],
  experiment: unknown,
  which: Which = 'latest',
): Promise<ArrayBuffer> {
  const trained = slotsOf(networks)
  const best = which === 'best'
  const slots = best ? await bestSlotsOf(compiled, networks, trained) : trained
  const averages = best ? [] : averageSlotsOf(networks, slots).map(([average]) => average)
  const tensors = await Promise.all(
    [...slots, ...averages].map(
      async (slot): Promise<NamedTensor> => ({ name: slot.name, shape: slot.shape, data: await valuesOf(compiled, slot) }),
    ),
  )
  const weights = best ? noteOnBest(networks) : averages.length > 0 ? WITH_AVERAGES : undefined
  return writeSafetensors(tensors, { experiment: JSON.stringify(experiment), ...(weights !== undefined && { weights }) })
}

async function valuesOf(compiled: Readable, { shape, tensor, place }: Slot): Promise<Float32Array<ArrayBuffer>> {
  const values = new Float32Array(await compiled.read(tensor))
  return Float32Array.from({ length: sizeOf(shape) }, (_, i) => values[place(i)]!)
}

/**
 * Where the weights of each neuron or filter are among the network's values: those of weight layers, recurrent ones and attention, without
 * padding; no biases, normalizations, delays, skips, or what neurons learn.
 */
export function filterPlaces(of: Weighed & { readonly network: Network }): Int32Array[] {
  const weights = new Set([...of.network.parameters.values()].filter(({ group }) => group === 'weight').map(({ value }) => value))
  return slotsOfOne(of)
    .filter(({ shape, tensor }) => shape.length > 1 && weights.has(tensor))
    .flatMap(({ shape, tensor, place }) => {
      const size = sizeOf(shape.slice(1))
      return Array.from({ length: shape[0]! }, (_, filter) =>
        Int32Array.from({ length: size }, (_, i) => (tensor.offset ?? 0) + place(filter * size + i)),
      )
    })
}

/** The maximum number of receptive fields that are read: 256 of 28 × 28 are 800 kB. */
const MAX_FIELDS = 256

/**
 * The weights of a layer as images, if it is the first of a stream; null otherwise, and for a fully connected layer whose input has no rows
 * and columns.
 */
export async function readFilters(compiled: Compiled<string>, networks: readonly Weighed[], layer: string): Promise<Filters | null> {
  const all = networks.flatMap(({ graph }) => graph.spiking)
  const first = [all[0], all.find(({ branch }) => branch === 'frame')].find((found) => found?.name === layer)
  if (!first) return null
  const { kind, outputs: of, channels, kernel, flattened } = first.weightLayer
  const [height, width] = kind === 'conv' ? kernel : [flattened?.height ?? 1, flattened?.width ?? 1]
  if (kind === 'linear' && (height === 1 || width === 1)) return null
  const outputs = kind === 'conv' ? of : Math.min(of, MAX_FIELDS)
  const [weight] = productSlots(first.weightLayer, first.name)
  const data = await valuesOf(compiled, { ...weight!, shape: [outputs, channels, height, width] })
  return { layer: first.name, kind, outputs, of, channels, height, width, data }
}

const hasAverages = (tensors: readonly NamedTensor[]): boolean => tensors.some(({ name }) => name.startsWith(AVERAGE))

/** The tensors of a file for these networks. @throws with the tensor's name and both shapes if the file does not fit. */
export function fittingTensors(networks: readonly Weighed[], buffer: ArrayBuffer): readonly NamedTensor[] {
  const { tensors } = readSafetensors(buffer)
  refuseOthers(networks, tensors)
  return tensors
}

/** @throws with the tensor's name and both shapes if the tensors do not fit */
function refuseOthers(networks: readonly Weighed[], tensors: FileTensors): void {
  const slots = slotsOf(networks)
  const averages = hasAverages(tensors) ? averageSlotsOf(networks, slots) : []
  refuseMisfit([...slots, ...averages.map(([average]) => average)], new Map(tensors.map((t) => [t.name, t])))
  const unknown = tensors.find(({ name }) => !slots.some((slot) => name === slot.name || name === `${AVERAGE}${slot.name}`))
  if (unknown) throw new Error(`The file has a tensor named ${unknown.name}, which this network has no place for.`)
}

/**
 * If the file has no average, it restarts from the weights; if the network has none, it is ignored.
 * @throws with the tensor's name and both shapes if the file does not fit; then nothing is changed.
 */
export const writeWeights = (compiled: Compiled<string>, networks: readonly Weighed[], buffer: ArrayBuffer): void =>
  writeTensors(compiled, networks, readSafetensors(buffer).tensors)

/** The same for tensors as a file has them. What these programs do not use is left out. */
export function writeTensors(compiled: Compiled<string>, networks: readonly Weighed[], tensors: FileTensors): void {
  refuseOthers(networks, tensors)
  const given = new Map(tensors.map((t) => [t.name, t]))
  const slots = slotsOf(networks)
  const averaged = hasAverages(tensors)
  const averages = averageSlotsOf(networks, slots)
  const write = (slot: Slot, given: NamedTensor) => {
    if (compiled.holds(slot.tensor)) compiled.write(slot.tensor, inMemory(slot, given))
  }
  for (const slot of slots) write(slot, given.get(slot.name)!)
  for (const [average, of] of averages) write(average, given.get(averaged ? average.name : of.name)!)
}

/** The tensors of a network that does not learn, each with its values from those of a file: the averages, where it has any. */
export const tensorsOfFile = (network: Weighed) =>
  slotsOf([network])
    .map((slot) => ({ ...slot, name: slot.name.replace(`${network.network.name}.`, '') }))
    .map((slot) => ({
      tensor: slot.tensor,
      /** @throws with the tensor's name and both shapes if the file does not fit */
      from(file: FileTensors): Float32Array<ArrayBuffer> {
        const given = new Map(file.map((t) => [t.name, t]))
        const found = given.get(`${AVERAGE}${slot.name}`) ?? given.get(slot.name)
        refuseMisfit([slot], new Map(found && [[slot.name, found]]))
        return inMemory(slot, found!)
      },
    }))

function inMemory({ shape, tensor, place }: Slot, { data }: NamedTensor): Float32Array<ArrayBuffer> {
  const values = new Float32Array(sizeOf(tensor.shape))
  for (let i = 0; i < sizeOf(shape); i++) values[place(i)] = data[i]!
  return values
}

/** @throws if a tensor is missing, has another shape, or has values that the network cannot hold. */
function refuseMisfit(slots: readonly Slot[], given: ReadonlyMap<string, NamedTensor>): void {
  for (const { name, shape } of slots) {
    const found = given.get(name)
    if (!found) throw new Error(`The file has no tensor named ${name}; this network needs it as [${shape}].`)
    if (found.shape.join() !== shape.join()) throw new Error(`${name} is [${found.shape}] in the file; this network needs [${shape}].`)
    if (!found.data.every(Number.isFinite)) throw new Error(`${name} has values that are not finite numbers.`)
    if (name.endsWith('.running_var') && found.data.some((v) => v < 0)) throw new Error(`${name} has a negative variance.`)
  }
}
