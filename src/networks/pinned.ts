/**
 * Samples that run in evaluation mode for the views: which ranges to copy for one, and how to read them. Pure but for the buffers it names.
 */
import type { Gpu } from '../engine/device'
import type { Activation } from '../engine/graph'
import type { Compiled } from '../engine/plan'
import { byteLengthOfRanges, createRing, type Range } from '../engine/readback'
import { sizeOf, type Tensor, view } from '../engine/tensor'
import type { ReadoutSpec } from '../layers/readout/schema'
import type { CustomSample, SampleReading } from '../readings/sample'
import { withEligibility } from './eligibility'
import { type NetworkGraph, positionsOf, type SpikingLayer } from './graph'
import { isShown, rangeOf } from './probe-reading'
import type { Products } from './products'

/** The last row is free for a sample that the user makes. */
export interface Pinned {
  /** The number of samples, without the free row. */
  readonly count: number
  readonly rows: number
  /** [rows, words] of every stream that the network reads, by its name. */
  readonly streams: Readonly<Record<string, Tensor<'u32'>>>
  readonly graph: NetworkGraph
  /** The weight layers, and the probes of a watched pass for them. */
  readonly products: Products
  /** How the outputs of the steps are read out. */
  readonly readout: ReadoutSpec
  /** Weights learn from eligibility traces, which a sample then has as a state of its neurons. */
  readonly eligible?: boolean
}

/** What is copied of a pinned sample in addition to the outputs. */
export interface SampleParts {
  readonly layers: readonly SpikingLayer[]
  readonly input: boolean
}
export const NO_PARTS: SampleParts = { layers: [], input: false }
export const allLayers = ({ graph, eligible = false }: Pinned): SampleParts => ({ layers: graph.spiking, input: eligible })

/** The name under which the network’s input is requested. */
const INPUT = 'input'
/** The maximum size of the layers in one frame in bytes, if there is more than one. */
const FRAME_BYTES = 4 * 2 ** 20

/** The requested layers that fit into a frame, at least the first one; the network’s first layer if no name is known. */
export function samplePartsOf(pinned: Pinned, names: readonly string[]): SampleParts {
  const { spiking } = pinned.graph
  const known = names.flatMap((name) => spiking.find((s) => s.name === name) ?? [])
  const shown = known.length > 0 ? known : spiking.slice(0, 1)
  const asked = pinned.eligible ? [...new Set([...shown, ...shown.flatMap((s) => spiking[spiking.indexOf(s) - 1] ?? [])])] : shown
  let bytes = 0
  const layers = asked.filter((s, index) => {
    const more = bytesOf(pinned, tensorsOf(s))
    if (index > 0 && bytes + more > FRAME_BYTES) return false
    bytes += more
    return true
  })
  return { layers, input: names.includes(INPUT) || (pinned.eligible === true && layers.includes(spiking[0]!)) }
}

/** The maximum size of a sample in bytes that `samplePartsOf` allows. */
export function maxSampleBytes(pinned: Pinned): number {
  const layers = pinned.graph.spiking.map((s) => bytesOf(pinned, tensorsOf(s)))
  const sum = layers.reduce((a, b) => a + b, 0)
  return (
    Math.min(sum, Math.max(FRAME_BYTES, ...layers)) +
    bytesOf(pinned, [inputOf(pinned).value, outputsOf(pinned).value, ...pinned.graph.scores.map(({ value }) => value)])
  )
}

/** What is copied of a layer: membrane, spikes, and the other states that are shown. */
const tensorsOf = (s: SpikingLayer): Tensor[] => [s.membrane, s.spikes, ...statesOf(s).map(({ value }) => value)]
const statesOf = ({ states, variables, membrane: { shape } }: SpikingLayer) =>
  (states?.names ?? []).flatMap((name, at) =>
    isShown(variables, name) ? [{ name, value: view(states!.tensor, shape, at * sizeOf(shape)) }] : [],
  )
const inputOf = ({ graph }: Pinned): Activation => graph.layers[0]!.outputs[0]!
const outputsOf = ({ graph }: Pinned): Activation => graph.outputs
/** The size of the tensors for one sample, in bytes. */
const bytesOf = ({ rows }: Pinned, tensors: readonly Tensor[]): number => tensors.reduce((sum, t) => sum + (4 * sizeOf(t.shape)) / rows, 0)

/** One pinned sample: membrane and spikes of some layers by step, the input, then the outputs. */
export function sampleRanges(compiled: Compiled<string>, pinned: Pinned, sample: number, parts: SampleParts = allLayers(pinned)): Range[] {
  const { rows } = pinned
  if (sample >= rows) throw new Error(`There are ${rows - 1} pinned samples; asked for number ${sample}`)
  const tensors = [...parts.layers.flatMap(tensorsOf), ...(parts.input ? [inputOf(pinned).value] : []), outputsOf(pinned).value]
  const { scores } = pinned.graph
  return [
    ...tensors.flatMap((t) => rowRanges(compiled, t, rows, sample)),
    ...scores.flatMap(({ value, of }) => rowRanges(compiled, value, rows, sample, of === 'temporal' ? value.shape[0]! : 1)),
  ]
}

/** The ranges of one sample in a tensor [steps, rows, ...], step by step. */
export function rowRanges(compiled: Compiled<string>, t: Tensor, rows: number, row: number, steps: number = t.shape[0]!): Range[] {
  const { buffer, offset, byteLength: whole } = rangeOf(compiled, t)
  const byteLength = whole / (steps * rows)
  return Array.from({ length: steps }, (_, k) => ({ buffer, offset: offset + (k * rows + row) * byteLength, byteLength }))
}

/** Reads what `sampleRanges` copied of the same parts. */
export function readSample(pinned: Pinned, bytes: ArrayBuffer, parts: SampleParts = allLayers(pinned)): SampleReading {
  const words = new Float32Array(bytes)
  let at = 0
  /** [steps, positions, features] without padding. */
  const take = (t: Tensor, features: number, positions: number) => {
    const steps = t.shape[0]!
    const width = t.shape[2]!
    const data = new Float32Array(steps * positions * features)
    for (let row = 0; row < steps * positions; row++)
      data.set(words.subarray(at + row * width, at + row * width + features), row * features)
    at += steps * positions * width
    return { steps, data }
  }
  const layers = parts.layers.map((s) => {
    const positions = positionsOf(s)
    const membrane = take(s.membrane, s.features, positions)
    const spikes = take(s.spikes, s.features, positions)
    const states = statesOf(s).map(({ name, value }) => ({ name, values: take(value, s.features, positions).data }))
    const neurons = positions * s.features
    return {
      layer: s.name,
      steps: membrane.steps,
      neurons,
      membrane: membrane.data,
      spikes: Uint8Array.from(spikes.data, (s) => Number(s > 0)),
      ...(states.length > 0 && { states }),
    }
  })
  const input = parts.input ? take(inputOf(pinned).value, inputOf(pinned).features, 1) : undefined
  const { value, features } = outputsOf(pinned)
  // A detector has outputs at many positions.
  const places = value.shape[1]! / pinned.rows
  const { steps, data } = take(value, features, places)
  const outputs = places * features
  const scores = pinned.graph.scores.map(({ value: _, ...score }) => {
    const count = score.shape[0] * score.shape[1]
    at += count
    return { ...score, data: words.slice(at - count, at) }
  })
  return {
    ...(scores.length > 0 && { scores }),
    layers: pinned.eligible ? withEligibility(pinned.graph.spiking, parts.layers, layers, input) : layers,
    ...(input && { input }),
    readout: readoutByStep(data, steps, outputs, pinned.readout),
    outputs,
    steps,
  }
}

/** The outputs of the readout if the sequence ended after each step, [steps, outputs]. */
export function readoutByStep(values: Float32Array, steps: number, outputs: number, readout: ReadoutSpec): Float32Array<ArrayBuffer> {
  const result = new Float32Array(steps * outputs)
  const fade = readout.kind === 'leaky' ? readout.decay : 1
  const window = readout.kind === 'last' ? readout.steps : steps
  const sums = new Float64Array(outputs)
  for (let t = 0; t < steps; t++) {
    const count = readout.kind === 'sum' || readout.kind === 'leaky' ? 1 : Math.min(t + 1, window)
    for (let o = 0; o < outputs; o++) {
      const gone = t >= window ? values[(t - window) * outputs + o]! : 0
      sums[o] = fade * sums[o]! + values[t * outputs + o]! - gone
      result[t * outputs + o] = sums[o]! / count
    }
  }
  return result
}

/** Whether a sample from outside has every stream that the network reads, in its size. */
export const fits = ({ streams }: Pinned, own: CustomSample): boolean =>
  Object.entries(streams).every(([name, { shape }]) => own[name] && Math.ceil(own[name].length / 4) === shape[1])

/** Writes a sample from outside into the free row, where it stays until the next one. */
export function writeFree(gpu: Gpu, compiled: Compiled<string>, { streams, count }: Pinned, own: CustomSample): void {
  for (const [name, stream] of Object.entries(streams)) {
    if (!compiled.holds(stream)) continue
    const bytes = new Uint8Array(4 * stream.shape[1]!)
    if (own[name]) bytes.set(own[name])
    gpu.device.queue.writeBuffer(compiled.buffer(stream), count * bytes.length, bytes)
  }
}

/**
 * Runs the pinned samples in evaluation mode and copies some of it back, outside of training. @param watched whether operations are
 * counted.
 */
export async function readPinned(gpu: Gpu, compiled: Compiled<string>, ranges: readonly Range[], watched = false): Promise<ArrayBuffer> {
  const once = createRing(gpu, byteLengthOfRanges(ranges), 1)
  try {
    const ticket = once.tryAcquire()!
    const encoder = gpu.device.createCommandEncoder()
    compiled.programs.pinned!.encode(encoder, { watched })
    ticket.copy(encoder, ranges)
    gpu.device.queue.submit([encoder.finish()])
    return await ticket.read()
  } finally {
    once.destroy()
  }
}
