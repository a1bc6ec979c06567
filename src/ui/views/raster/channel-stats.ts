/** Statistics of each channel of a layer over several samples: share of potentials in the window, mean, firing rate. Pure. */
import type { MapShape, RasterLayer } from '../../base/columns'

export interface ChannelStats {
  readonly channel: number
  /** The share of potentials in the gradient window; null if no window is known. */
  readonly inWindow: number | null
  readonly mean: number
  /** The share of positions and steps with a spike. */
  readonly rate: number
}

/** The window at each step, exclusive of its edges. */
export interface Window {
  readonly low: ArrayLike<number>
  readonly high: ArrayLike<number>
}

export function channelStats(samples: readonly RasterLayer[], { channels }: MapShape, window: Window | null): ChannelStats[] {
  const inside = new Float64Array(channels)
  const sums = new Float64Array(channels)
  const fired = new Float64Array(channels)
  let potentials = 0
  for (const { steps, neurons, membrane, spikes } of samples) {
    potentials += (steps * neurons) / channels
    for (let step = 0; step < steps; step++) {
      const [low, high] = window ? [window.low[step]!, window.high[step]!] : [0, 0]
      for (let neuron = 0; neuron < neurons; neuron++) {
        const channel = neuron % channels
        const u = membrane[step * neurons + neuron]!
        sums[channel]! += u
        if (u > low && u < high) inside[channel]! += 1
        if (spikes[step * neurons + neuron]) fired[channel]! += 1
      }
    }
  }
  return Array.from({ length: channels }, (_, channel) => ({
    channel,
    inWindow: window ? inside[channel]! / potentials : null,
    mean: sums[channel]! / potentials,
    rate: fired[channel]! / potentials,
  }))
}

export interface Sorting {
  readonly by: keyof ChannelStats
  readonly falling: boolean
}

/** Sorts by one column; equal values are in the order of their channels. */
export const sortedStats = (stats: readonly ChannelStats[], { by, falling }: Sorting): ChannelStats[] =>
  [...stats].sort((a, b) => (falling ? -1 : 1) * ((a[by] ?? 0) - (b[by] ?? 0)) || a.channel - b.channel)
