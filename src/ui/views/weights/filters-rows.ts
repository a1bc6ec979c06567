/** Filters and receptive fields in numbers: the range of each image and where its ends are, and every weight. Pure. */
import type { Filters } from '../../../readings/layers'

const NAMES: Readonly<Record<number, readonly string[]>> = { 2: ['OFF', 'ON'], 3: ['red', 'green', 'blue'] }

/** A weight and its pixel, counted from 1. */
interface Extreme {
  readonly value: number
  readonly row: number
  readonly column: number
}

/** Statistics of one channel of a filter, or of a neuron's receptive field. */
export interface FilterStats {
  readonly output: number
  /** Empty if there is a single channel. */
  readonly channel: string
  readonly smallest: Extreme
  readonly largest: Extreme
  readonly mean: number
  readonly standardDeviation: number
}

const channelName = (channels: number, channel: number): string => (channels === 1 ? '' : (NAMES[channels]?.[channel] ?? `${channel + 1}`))

/** One image of [height, width] each, in the order of the weights. */
const imagesOf = ({ outputs, channels, height, width, data }: Filters) =>
  Array.from({ length: outputs * channels }, (_, image) => ({
    output: Math.floor(image / channels) + 1,
    channel: channelName(channels, image % channels),
    weights: data.subarray(image * height * width, (image + 1) * height * width),
  }))

export function filterStats(filters: Filters): FilterStats[] {
  const extreme = (weights: Float32Array, isBeyond: (a: number, b: number) => boolean): Extreme => {
    const at = weights.reduce((best, weight, index) => (isBeyond(weight, weights[best]!) ? index : best), 0)
    return { value: weights[at]!, row: Math.floor(at / filters.width) + 1, column: (at % filters.width) + 1 }
  }
  return imagesOf(filters).map(({ output, channel, weights }) => {
    const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length
    const variance = weights.reduce((sum, weight) => sum + (weight - mean) ** 2, 0) / weights.length
    const [smallest, largest] = [extreme(weights, (a, b) => a < b), extreme(weights, (a, b) => a > b)]
    return { output, channel, smallest, largest, mean, standardDeviation: Math.sqrt(variance) }
  })
}

const outputName = ({ kind }: Filters): string => (kind === 'conv' ? 'filter' : 'neuron')

/** The statistics of each filter and channel as table rows, with headings. */
export const statRows = (filters: Filters): (string | number)[][] => [
  [
    outputName(filters),
    'channel',
    ...['smallest', 'largest'].flatMap((name) => [name, `${name}Row`, `${name}Column`]),
    'mean',
    'deviation',
  ],
  ...filterStats(filters).map(({ output, channel, smallest, largest, mean, standardDeviation }) => [
    output,
    channel,
    smallest.value,
    smallest.row,
    smallest.column,
    largest.value,
    largest.row,
    largest.column,
    mean,
    standardDeviation,
  ]),
]

/** Rows of a file: one per weight. */
export const weightRows = (filters: Filters): (string | number)[][] => [
  [outputName(filters), 'channel', 'row', 'column', 'weight'],
  ...imagesOf(filters).flatMap(({ output, channel, weights }) =>
    Array.from(weights, (weight, at) => [output, channel, Math.floor(at / filters.width) + 1, (at % filters.width) + 1, weight]),
  ),
]
