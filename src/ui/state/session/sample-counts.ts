/** The potentials of one test sample, counted on the page as the GPU counts those of a training batch. Pure. */

import type { MembraneReading } from '../../../readings/membrane'
import type { SampleFrame } from '../../../readings/sample'
import { type CountedFrame, isAnalog } from '../../../readings/shares'

type Layer = SampleFrame['layers'][number]

/** @param frame a batch of the same layer, whose bins, threshold and windows are used. There is no predicted distribution for one sample. */
export function frameOfSample(frame: MembraneReading, { steps, neurons, membrane, spikes }: Layer): CountedFrame {
  const { low, high, bins, threshold, windowLow, windowHigh } = frame
  const analog = isAnalog(frame)
  const counts = new Uint32Array(steps * (bins + 3))
  const [available, availableFixed, fired] = [new Uint32Array(steps), new Uint32Array(steps), new Uint32Array(steps)]
  const [mean, standardDeviation] = [new Float64Array(steps), new Float64Array(steps)]
  const add = (to: Uint32Array, at: number) => {
    to[at] = to[at]! + 1
  }
  for (let t = 0; t < steps; t++) {
    const row = t * (bins + 3)
    let sum = 0
    let squares = 0
    for (const u of membrane.subarray(t * neurons, (t + 1) * neurons)) {
      const bin = Math.floor(((u - low) / (high - low)) * bins)
      if (Number.isNaN(u)) add(counts, row + bins + 2)
      else add(counts, row + (bin < 0 ? bins : bin >= bins ? bins + 1 : bin))
      if (u > windowLow[t]! && u < windowHigh[t]!) add(available, t)
      if (!analog && Math.abs(u - threshold) < 0.5) add(availableFixed, t)
      if (Number.isFinite(u)) {
        sum += u / neurons
        squares += (u * u) / neurons
      }
    }
    // Spikes are marked: with noise, a potential below the threshold may fire too.
    fired[t] = spikes.subarray(t * neurons, (t + 1) * neurons).reduce((count, spike) => count + spike, 0)
    mean[t] = sum
    standardDeviation[t] = Math.sqrt(Math.max(0, squares - sum * sum))
  }
  const seen = { ...activityOf(spikes, steps, neurons, frame.channels), available, availableFixed, fired, mean, standardDeviation }
  return { ...frame, ...seen, counts, total: neurons, samples: 1, neurons, predicted: null, potentials: membrane }
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
