/** Disturbances of the samples: noise, events that move, vanish or appear, steps that change places or are lost. */
import { dataShape, isBoxed, isLabeled } from '../../data/datasets/schema'
import { placesRead } from '../../data/encoders/reading-order'
import { stepsOf } from '../../data/encoders/schema'
import { isExperience } from '../../data/experience/schema'
import { functionShape, isFunction } from '../../data/functions/schema'
import { movieShape } from '../../data/response/schema'
import { normal, randomKey, uniform } from '../../engine/random'
import type { Experiment } from '../../experiments/schema'
import type { Disturbance, Series, Values } from './disturbance'

/** What the network reads of the samples; null where samples are made on the GPU, or by the agent. */
export function seriesOf({ data, encoder }: Experiment): Series | null {
  if (isBoxed(data) || isExperience(data)) return null
  const numbers = { events: false, zero: 0, one: 1, max: Number.POSITIVE_INFINITY }
  if (isFunction(data)) {
    const { steps, inputs } = functionShape(data)
    return { stream: 'inputs', steps, size: inputs, inTime: steps > 1, ...numbers }
  }
  if (!isLabeled(data)) {
    const { height, width, shows } = movieShape(data)
    return { stream: 'stimulus', steps: shows.test.frames, size: height * width, inTime: true, ...numbers }
  }
  const { height, width, channels, sequence, frame } = dataShape(data)
  if (encoder.kind === 'pixels') {
    const size = encoder.pool ** 2 * channels
    return { stream: 'images', steps: stepsOf(data, encoder), size, inTime: true, events: false, zero: 0, one: 255, max: 255 }
  }
  const inTime = sequence !== undefined || frame !== undefined || encoder.kind === 'rows'
  const { zero, scale } = sequence ?? { zero: 0, scale: frame ? 1 : 1 / 255 }
  return {
    stream: 'images',
    steps: inTime ? height : 1,
    size: (inTime ? 1 : height) * width * channels,
    inTime,
    events: scale === 1,
    zero,
    one: Math.round(1 / scale),
    max: sequence && 'binary' in sequence ? 1 : 255,
  }
}

/** The positions of each step's values within a sample; null if the steps are stored one after the other. */
export const placesOf = ({ data, encoder }: Experiment): readonly (readonly number[])[] | null =>
  encoder.kind === 'pixels' && isLabeled(data) ? placesRead(encoder, dataShape(data)) : null

const NOT_HERE = 'Its samples are made on the graphics device or by the agent itself, and cannot be changed before that.'
const hasSamples = (e: Experiment): string | null => (seriesOf(e) ? null : NOT_HERE)
const hasSteps = (e: Experiment): string | null =>
  hasSamples(e) ?? (seriesOf(e)!.inTime ? null : 'A sample is a single image or vector: it has no steps.')
const hasEvents = (e: Experiment): string | null =>
  hasSteps(e) ?? (seriesOf(e)!.events ? null : 'Its samples are numbers at each step, not events that could come at another time.')

/** Calls `each` with the position of every value of every sample, and with an index for random draws. */
function forEachValue({ count, stride, steps, size }: Values, each: (place: number, index: number) => void): void {
  const length = steps * size
  for (let sample = 0; sample < count; sample++) for (let i = 0; i < length; i++) each(sample * stride + i, sample * length + i)
}

/** Calls `each` with every sample: the place of its first step, and its number. */
function forEachSample({ count, stride }: Values, each: (place: number, sample: number) => void): void {
  for (let sample = 0; sample < count; sample++) each(sample * stride, sample)
}

/** A value as it can be stored. */
const stored = ({ values, max }: Values, value: number): number =>
  values instanceof Float32Array ? value : Math.min(max, Math.max(0, Math.round(value)))

const shares = [0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]

export const ON_SAMPLES: readonly Disturbance[] = [
  {
    id: 'noise',
    title: 'Additive noise',
    help: 'Adds normal noise to every input value. The strength is its standard deviation: in full brightness for images, in events for counts, in standard deviations for features.',
    term: 'stress',
    unit: null,
    strengths: [0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.5, 2],
    none: 0,
    random: true,
    refusal: hasSamples,
    samples(from, to, strength, keyOf) {
      const key = keyOf('noise')
      forEachValue(from, (at, i) => {
        to[at] = stored(from, from.values[at]! + strength * from.one * normal(key, i))
      })
    },
  },
  {
    id: 'jitter',
    title: 'Time jitter',
    help: 'Moves every event by a normal number of steps, rounded. The strength is the standard deviation. Events stay within the sample.',
    term: 'stress',
    unit: 'steps',
    strengths: [0, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16],
    none: 0,
    random: true,
    refusal: hasEvents,
    samples(from, to, strength, keyOf) {
      const key = keyOf('jitter')
      const { steps, size } = from
      to.fill(0)
      forEachValue(from, (at, i) => {
        const own = randomKey(key, i)
        const step = Math.floor(i / size) % steps
        for (let event = 0; event < from.values[at]!; event++) {
          const moved = Math.min(steps - 1, Math.max(0, step + Math.round(strength * normal(own, event))))
          const place = at + (moved - step) * size
          to[place] = stored(from, to[place]! + 1)
        }
      })
    },
  },
  {
    id: 'deleted',
    title: 'Deleted spikes',
    help: 'Deletes each event of the input with this probability. An input that is a number becomes zero with this probability.',
    term: 'stress',
    unit: '%',
    strengths: shares,
    none: 0,
    random: true,
    refusal: hasSamples,
    samples(from, to, strength, keyOf) {
      const key = keyOf('deleted')
      forEachValue(from, (at, i) => {
        if (!from.events) {
          if (uniform(key, i) < strength) to[at] = from.zero
          return
        }
        const own = randomKey(key, i)
        let kept = 0
        for (let event = 0; event < from.values[at]!; event++) if (uniform(own, event) >= strength) kept++
        to[at] = kept
      })
    },
  },
  {
    id: 'spurious',
    title: 'Spurious spikes',
    help: 'Adds an event to each input and step with this probability. An input that is a number rises by one unit: full brightness, or one standard deviation.',
    term: 'stress',
    unit: '%',
    strengths: [0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1],
    none: 0,
    random: true,
    refusal: hasSamples,
    samples(from, to, strength, keyOf) {
      const key = keyOf('spurious')
      forEachValue(from, (at, i) => {
        if (uniform(key, i) < strength) to[at] = stored(from, from.values[at]! + from.one)
      })
    },
  },
  {
    id: 'shuffled',
    title: 'Shuffled steps',
    help: 'Puts this share of the steps of each sample in a random order among themselves.',
    term: 'stress',
    unit: '%',
    strengths: shares,
    none: 0,
    random: true,
    refusal: hasSteps,
    samples(from, to, strength, keyOf) {
      const [chosen, order] = [keyOf('shuffled'), keyOf('order')]
      const { steps, size } = from
      forEachSample(from, (first, sample) => {
        const moved = Array.from({ length: steps }, (_, t) => t).filter((t) => uniform(chosen, sample * steps + t) < strength)
        const rank = new Map(moved.map((t) => [t, uniform(order, sample * steps + t)]))
        const sources = moved.toSorted((a, b) => rank.get(a)! - rank.get(b)!)
        for (const [i, t] of moved.entries()) {
          const source = first + sources[i]! * size
          to.set(from.values.subarray(source, source + size), first + t * size)
        }
      })
    },
  },
  {
    id: 'dropped',
    title: 'Dropped steps',
    help: 'Each step of a sample is empty with this probability.',
    term: 'stress',
    unit: '%',
    strengths: shares,
    none: 0,
    random: true,
    refusal: hasSteps,
    samples(from, to, strength, keyOf) {
      const key = keyOf('dropped')
      const { steps, size, zero } = from
      forEachSample(from, (first, sample) => {
        for (let t = 0; t < steps; t++)
          if (uniform(key, sample * steps + t) < strength) to.fill(zero, first + t * size, first + (t + 1) * size)
      })
    },
  },
  {
    id: 'coarser',
    title: 'Coarser time',
    help: 'Joins so many steps to one bin: all events of a bin come at its first step. Inputs that are numbers have the mean of the bin at each of its steps.',
    term: 'stress',
    unit: 'steps',
    strengths: [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 25, 50],
    whole: true,
    none: 1,
    refusal: hasSteps,
    samples(from, to, strength) {
      const { steps, size, values, events, zero } = from
      forEachSample(from, (first) => {
        for (let begin = 0; begin < steps; begin += strength)
          for (let i = 0; i < size; i++) {
            const end = Math.min(steps, begin + strength)
            let sum = 0
            for (let t = begin; t < end; t++) sum += values[first + t * size + i]!
            for (let t = begin; t < end; t++)
              to[first + t * size + i] = stored(from, events ? (t === begin ? sum : zero) : sum / (end - begin))
          }
      })
    },
  },
]
