/**
 * Attribution from an output of a network back to its input: the ops it takes, and how the result is read. Pure but for the buffers it
 * names.
 */
import type { Context, Layer } from '../engine/graph'
import type { Op } from '../engine/kernel'
import type { Compiled } from '../engine/plan'
import { byteLengthOfRanges, type Range } from '../engine/readback'
import { rootOf, type Tensor, tensor } from '../engine/tensor'
import { repeat } from '../layers/readout/over-time'
import type { Attribution } from '../readings/attribution'
import type { SampleLayer } from '../readings/sample'
import { type NetworkGraph, type SpikingLayer, windowsOf } from './graph'
import { type Pinned, readSample, rowRanges, sampleRanges } from './pinned'
import { rangeOf, windowEdges } from './probe-reading'

/** Forward, then backward to the input. The gradient of the output must be written before; parameters get none. */
export const throughNetwork = ({ forward, layers }: Pick<NetworkGraph, 'forward' | 'layers'>): Op[] => [
  ...forward,
  ...[...layers].reverse().flatMap(({ backwardInput }) => backwardInput),
]

/** An input with a gradient at every step. */
export function watchedInput(context: Context, input: Layer): Layer {
  const [first] = input.outputs
  if (input.outputs.length !== 1 || !first) throw new Error('Attribution takes samples of one stream.')
  const repeated = first.value.shape[0] === context.steps ? undefined : repeat(context, `${input.name}.repeated`, first)
  const output = repeated?.outputs[0] ?? first
  return {
    ...input,
    outputs: [{ ...output, grad: tensor(`${input.name}Grad`, 'f32', output.value.shape) }],
    forward: [...input.forward, ...(repeated?.forward ?? [])],
  }
}

const inputOf = ({ layers }: NetworkGraph) => layers[0]!.outputs[0]!
const gradientOf = (graph: NetworkGraph): Tensor<'f32'> => inputOf(graph).grad!

/** The tensors with buffers of their own: the gradient that is written, and what is read. */
export function attributionReadBack(graph: NetworkGraph): Set<Tensor> {
  const { output, outputs, spiking, scores } = graph
  return new Set(
    [
      output.grad!,
      outputs.value,
      inputOf(graph).value,
      gradientOf(graph),
      ...spiking.flatMap((s) => [s.membrane, s.spikes, windowsOf(s)]),
      ...scores.map(({ value }) => value),
    ].map(rootOf),
  )
}

/** One sample’s part of everything that `readAttribution` reads. @param pinned with the graph that goes backward */
export function attributionRanges(compiled: Compiled<string>, pinned: Pinned, sample: number): Range[] {
  const { graph, rows } = pinned
  return [
    ...sampleRanges(compiled, pinned, sample, { layers: graph.spiking, input: true }),
    ...rowRanges(compiled, gradientOf(graph), rows, sample),
    ...graph.spiking.map((s) => rangeOf(compiled, windowsOf(s))),
  ]
}

/** Reads what `attributionRanges` copied. */
export function readAttribution(pinned: Pinned, ranges: readonly Range[], bytes: ArrayBuffer): Omit<Attribution, 'output'> {
  const { graph } = pinned
  const { layers, input, readout, outputs, steps } = readSample(pinned, bytes, { layers: graph.spiking, input: true })
  const widths = graph.spiking.map(windowsOf)
  const tail = ranges.slice(ranges.length - widths.length)
  const values = new Float32Array(bytes)
  const end = (byteLengthOfRanges(ranges) - byteLengthOfRanges(tail)) / 4
  const { value, features } = inputOf(graph)
  const [times, , columns] = value.shape as readonly [number, number, number]
  const gradient = new Float32Array(times * features)
  for (let t = 0; t < times; t++) {
    const from = end + (t - times) * columns
    gradient.set(values.subarray(from, from + features), t * features)
  }
  const last = readout.slice((steps - 1) * outputs)
  let at = end
  const shares = layers.map((layer, index) => {
    const width = values.subarray(at, at + tail[index]!.byteLength / 4)
    at += width.length
    return { layer: layer.layer, available: available(layer, graph.spiking[index]!, width) }
  })
  return { predicted: last.indexOf(Math.max(...last)), readout: last, input: input!, gradient, layers: shares }
}

/** The fraction of a sample’s potentials that lies in the window, by step. */
function available({ membrane, steps, neurons }: SampleLayer, spiking: SpikingLayer, widths: Float32Array): Float32Array {
  return Float32Array.from({ length: steps }, (_, t) => {
    const { low, high } = windowEdges(spiking, widths, t)
    let inside = 0
    for (let i = t * neurons; i < (t + 1) * neurons; i++) inside += Number(membrane[i]! > low && membrane[i]! < high)
    return inside / neurons
  })
}
