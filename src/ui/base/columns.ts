/** Arranges the neurons of a layer in columns: their grouping, their order, and how many of each fired. Pure; draws nothing. */

export interface RasterLayer {
  readonly steps: number
  readonly neurons: number
  /** [steps, neurons] */
  readonly membrane: Float32Array
  readonly spikes: Uint8Array
  /** Of neurons with several states: the others, arranged as the potential is. */
  readonly states?: readonly { readonly name: string; readonly values: Float32Array }[]
}

/** The positions and channels of a layer: its neurons are [height * width, channels]. */
export interface MapShape {
  readonly height: number
  readonly width: number
  readonly channels: number
}

export type Order = 'rate' | 'index'

/** With more neurons than this, only some are drawn. */
const MAX_COLUMNS = 8192

/** The layout of the columns: neuron `i` of column `k` has the index start + k * across + i * within. */
export interface Columns {
  readonly count: number
  /** The number of neurons in a column. */
  readonly size: number
  readonly start: number
  readonly across: number
  readonly within: number
  /** Every how many neurons one gets a column. */
  readonly every: number
}

/** For a feature map, a column for each channel, or for each position in one channel; otherwise one for each neuron. */
export function columnsOf({ neurons }: RasterLayer, shape: MapShape | null, channel: number | null): Columns {
  if (shape && channel === null)
    return { count: shape.channels, size: neurons / shape.channels, start: 0, across: 1, within: shape.channels, every: 1 }
  const within = shape?.channels ?? 1
  const all = neurons / within
  const every = Math.ceil(all / MAX_COLUMNS)
  return { count: Math.floor((all - 1) / every) + 1, size: 1, start: channel ?? 0, across: every * within, within, every }
}

/** The column that contains a neuron, or is nearest to it; -1 if the neuron is in another channel. */
export function columnOf({ count, size, start, across, within }: Columns, neuron: number): number {
  if (size > 1) return neuron % within
  const column = Math.floor((neuron - start) / across)
  return (neuron - start) % within === 0 && column >= 0 && column < count ? column : -1
}

/** [steps, columns]: how many neurons of a column fired. */
export function firedIn(layer: RasterLayer, { count, size, start, across, within }: Columns): Uint32Array {
  const fired = new Uint32Array(layer.steps * count)
  for (let step = 0; step < layer.steps; step++)
    for (let i = 0; i < size; i++)
      for (let column = 0; column < count; column++) {
        if (!layer.spikes[step * layer.neurons + start + column * across + i * within]) continue
        fired[step * count + column] = fired[step * count + column]! + 1
      }
  return fired
}

/** The spike count of each neuron over all steps. @param fired [steps, count] */
export function spikeCounts(fired: ArrayLike<number>, count: number): Uint32Array {
  const counts = new Uint32Array(count)
  for (let at = 0; at < fired.length; at++) counts[at % count] = counts[at % count]! + fired[at]!
  return counts
}

/** Columns from left to right; the most active first, equals by index. */
export function orderOf(fired: ArrayLike<number>, count: number, order: Order): Uint32Array {
  const columns = Uint32Array.from({ length: count }, (_, index) => index)
  if (order === 'index') return columns
  const counts = spikeCounts(fired, count)
  return columns.sort((a, b) => counts[b]! - counts[a]! || a - b)
}

/** A neuron worth showing first: one that fires in about half of its steps, with a potential that changes. */
export function livelyNeuron(layer: RasterLayer, { count, size, start, across, within }: Columns): number {
  let best = start
  let lowest = Number.POSITIVE_INFINITY
  for (let i = 0; i < size; i++)
    for (let column = 0; column < count; column++) {
      const neuron = start + column * across + i * within
      let spikes = 0
      for (let step = 0; step < layer.steps; step++) spikes += layer.spikes[step * layer.neurons + neuron] ? 1 : 0
      const distance = spikes === 0 ? layer.steps : Math.abs(spikes - layer.steps / 2)
      // A spike at the first step shows little; a late one shows charging.
      const score = distance + (layer.spikes[neuron] ? 0.25 : 0)
      if (score < lowest) {
        lowest = score
        best = neuron
      }
    }
  return best
}

/** What a raster draws: a layer, its columns, and how many neurons of each fired. */
export interface Raster {
  readonly layer: RasterLayer
  readonly columns: Columns
  /** [steps, columns] */
  readonly fired: Uint32Array
  /** Columns from left to right. */
  readonly order: Uint32Array
}
