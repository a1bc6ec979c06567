/** The potentials of one test sample, counted on the page as the GPU counts those of a training batch. Pure. */

import type { MembraneReading } from '../../../readings/membrane'
import type { SampleFrame } from '../../../readings/sample'
import { type CountedFrame, isAnalog } from '../../../readings/shares'

type Layer = SampleFrame['layers'][number]

/** @param frame a batch of the same layer, whose bins, threshold and windows are used. There is no predicted distribution for one sample. */
export function frameOfSample(frame: MembraneReading, { steps, neurons, membrane, spikes, states }: Layer): CountedFrame {
  const { threshold, windowLow, windowHigh, bins } = frame
  const analog = isAnalog(frame)
  const [available, availableFixed, fired] = [new Uint32Array(steps), new Uint32Array(steps), new Uint32Array(steps)]
  for (let t = 0; t < steps; t++) {
    const potentials = membrane.subarray(t * neurons, (t + 1) * neurons)
    available[t] = count(potentials, (u) => u > windowLow[t]! && u < windowHigh[t]!)
    availableFixed[t] = analog ? 0 : count(potentials, (u) => Math.abs(u - threshold) < 0.5)
    // Spikes are marked: with noise, a potential below the threshold may fire too.
    fired[t] = spikes.subarray(t * neurons, (t + 1) * neurons).reduce((sum, spike) => sum + spike, 0)
  }
  return {
    ...frame,
    ...activityOf(spikes, steps, neurons, frame.channels),
    ...distributionOf(membrane, { ...frame, steps, neurons }),
    available,
    availableFixed,
    fired,
    total: neurons,
    samples: 1,
    neurons,
    predicted: null,
    potentials: membrane,
    ...(frame.states && {
      states: frame.states.flatMap((state) => {
        const values = states?.find(({ name }) => name === state.name)?.values
        return values ? [{ ...state, ...distributionOf(values, { ...state, bins, steps, neurons }), potentials: values }] : []
      }),
    }),
  }
}

const count = (potentials: Float32Array, holds: (u: number) => boolean): number => potentials.reduce((sum, u) => sum + Number(holds(u)), 0)

interface Counting extends Pick<MembraneReading, 'low' | 'high' | 'bins' | 'neurons'> {
  readonly steps: number
}

/** Counts, mean and standard deviation of each step. */
function distributionOf(values: Float32Array, { low, high, bins, steps, neurons }: Counting) {
  const counts = new Uint32Array(steps * (bins + 3))
  const [mean, standardDeviation] = [new Float64Array(steps), new Float64Array(steps)]
  for (let t = 0; t < steps; t++) {
    const row = t * (bins + 3)
    let sum = 0
    let squares = 0
    for (const u of values.subarray(t * neurons, (t + 1) * neurons)) {
      const bin = Math.floor(((u - low) / (high - low)) * bins)
      const cell = row + (Number.isNaN(u) ? bins + 2 : bin < 0 ? bins : bin >= bins ? bins + 1 : bin)
      counts[cell] = counts[cell]! + 1
      if (!Number.isFinite(u)) continue
      sum += u / neurons
      squares += (u * u) / neurons
    }
    mean[t] = sum
    standardDeviation[t] = Math.sqrt(Math.max(0, squares - sum * sum))
  }
  return { counts, mean, standardDeviation }
}

/** Counts neurons that never fired, and those that fired at nearly every step, by the same limits as the GPU. */
function activityOf(spikes: Uint8Array, steps: number, neurons: number, channels: number) {
  const fired = new Uint32Array(neurons)
  for (let at = 0; at < steps * neurons; at++) fired[at % neurons]! += spikes[at]!
  const active = new Set<number>()
  fired.forEach((count, n) => {
    if (count > 0) active.add(n % channels)
  })
  return {
    silent: fired.filter((count) => count === 0).length,
    saturated: fired.filter((count) => count >= Math.ceil(0.95 * steps)).length,
    silentChannels: channels - active.size,
  }
}
