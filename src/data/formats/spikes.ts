/**
 * The spikes of a recording as counts, binned as the code of ASRC-SNN bins them:
 *   step    = the number of borders at or before the time, of 250 borders evenly from 0 to 1.4 s (numpy.digitize)
 *   channel = floor(unit / 5)
 * A time on a border belongs to the step that begins there. Step 0 would end at time 0, so it is empty; from 1.4 s on there is no step
 * left (that code fails with an error there), and such spikes are left out.
 */
import { FormatError } from './format-error'
import type { Numbers } from './numbers'
import { samePerSpike, UNITS } from './spikes-file'

export const STEPS = 250
export const CHANNELS = 140
const SECONDS = 1.4
/** The borders of the steps, bit for bit those of numpy.linspace. */
const BORDERS = Float64Array.from({ length: STEPS }, (_, i) => (i === STEPS - 1 ? SECONDS : i * (SECONDS / (STEPS - 1))))

/** The step of a non-negative time; `STEPS` if it is after the last. */
export function stepAt(time: number): number {
  if (time >= SECONDS) return STEPS
  const about = Math.floor((time * (STEPS - 1)) / SECONDS) + 1
  // Rounding can put a time next to a border on the wrong side of it.
  if (time < BORDERS[about - 1]!) return about - 1
  return time >= BORDERS[about]! ? about + 1 : about
}

/**
 * Adds one recording to `counts`, [250, 140], a byte each that stops at 255.
 * @param sample its index, for messages. @throws FormatError if a time or a unit is not valid.
 */
export function binSpikes(times: Numbers, units: Numbers, counts: Uint8Array, sample: number): void {
  samePerSpike(times, units, sample)
  for (let i = 0; i < times.length; i++) {
    const [time, unit] = [times[i]!, units[i]!]
    if (!(time >= 0 && time < Number.POSITIVE_INFINITY))
      throw new FormatError(`has ${time} in spikes/times of sample ${sample}; seconds from 0 would fit`)
    if (!(unit >= 0 && unit < UNITS)) throw new FormatError(`has ${unit} in spikes/units of sample ${sample}; 0 to ${UNITS - 1} would fit`)
    const step = stepAt(time)
    if (step === STEPS) continue
    const at = step * CHANNELS + Math.floor(unit / (UNITS / CHANNELS))
    if (counts[at]! < 255) counts[at]!++
  }
}
