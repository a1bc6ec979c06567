/** How an output depends on the input, in numbers: the values to draw, and where they are largest. Pure. */
import { receivedShape } from '../../../data/encoders/schema'
import { minus } from '../../../format'
import type { Attribution } from '../../../readings/attribution'
import type { ClassificationSpec } from '../../../tasks/classification/schema'
import { type ImageShape, imageScale } from '../../base/bitmap'
import type { ChartTable } from '../../shared/chart'

/** The layout of an input's values. */
export interface Seen {
  /** The shape of one image: of a step, or of all steps in order of arrival if the sample arrives in parts. */
  readonly shape: ImageShape
  /** The names of the channels; a single channel has an empty name. */
  readonly channels: readonly string[]
  /** How the steps form one image, one pixel or one row each; null if each step is an image. */
  readonly arrival: 'pixels' | 'rows' | null
  /** Whether rows are not those of an image: they are drawn as wide as there is room. */
  readonly sequence: boolean
}

const CHANNELS: Readonly<Record<number, readonly string[]>> = { 1: [''], 2: ['OFF', 'ON'], 3: ['red', 'green', 'blue'] }

export function seenOf({ data, encoder }: Pick<ClassificationSpec, 'data' | 'encoder'>, sequence: boolean): Seen {
  const { height, width, channels } = receivedShape(data, encoder)
  const pool = encoder.kind === 'pixels' ? encoder.pool : 1
  return {
    shape: { height: Math.floor(height / pool), width: Math.floor(width / pool), channels },
    channels: CHANNELS[channels]!,
    arrival: encoder.kind === 'pixels' || encoder.kind === 'rows' ? encoder.kind : null,
    sequence: sequence && encoder.kind === 'rows',
  }
}

/** The sum over steps, [features]. */
export function overSteps(values: Float32Array, steps: number): Float32Array {
  const features = values.length / steps
  const sums = new Float64Array(features)
  for (let at = 0; at < values.length; at++) sums[at % features]! += values[at]!
  return Float32Array.from(sums)
}

export interface Shown {
  readonly seen: Seen
  readonly steps: number
  /** The large images, [height, width, channels]: the input, and the gradient with respect to it. */
  readonly input: Float32Array
  readonly gradient: Float32Array
  /** The largest absolute value of the gradient in the large image, and of all steps; 0 if it is 0 everywhere. */
  readonly reach: number
  readonly reachOfSteps: number
  readonly step: number | null
  /** The gradient of one step, [features]. */
  readonly ofStep: (step: number) => Float32Array
  /** If the sample arrives in parts: the sum over steps for each value of a part. */
  readonly sums: Float32Array
}

const farthest = (values: Float32Array): number => (values.some((value) => value !== 0) ? imageScale(values).high : 0)

/** What is drawn at a step; null: the mean input and the summed gradient. If the sample arrives in parts, all of them are always drawn. */
export function shownOf({ input, gradient }: Attribution, seen: Seen, step: number | null): Shown {
  const { steps, data } = input
  const sums = overSteps(gradient, steps)
  const features = sums.length
  const at = (values: Float32Array, t: number) => values.subarray(t * features, (t + 1) * features)
  const whole = seen.arrival !== null
  const large = whole ? gradient : step === null ? sums : at(gradient, step)
  return {
    seen,
    steps,
    input: whole ? data : step === null ? overSteps(data, steps).map((sum) => sum / steps) : at(data, step),
    gradient: large,
    reach: farthest(large),
    reachOfSteps: farthest(gradient),
    step,
    ofStep: (t) => at(gradient, t),
    sums,
  }
}

/** One channel of an image. */
export function channelOf(values: Float32Array, { channels }: ImageShape, channel: number): Float32Array {
  if (channels === 1) return values
  return Float32Array.from({ length: values.length / channels }, (_, at) => values[at * channels + channel]!)
}

export interface Peak {
  readonly value: number
  readonly row: number
  readonly column: number
  readonly channel: string
}

/** The value farthest from 0 and its position; if the sample arrives in rows or pixels, `step` gives the offset. */
export function peakOf(values: Float32Array, { shape, channels, arrival }: Seen, step = 0): Peak {
  let best = 0
  for (let at = 1; at < values.length; at++) if (Math.abs(values[at]!) > Math.abs(values[best]!)) best = at
  const place = Math.floor(best / shape.channels) + (arrival === 'rows' ? step * shape.width : arrival === 'pixels' ? step : 0)
  return {
    value: values[best]!,
    row: Math.floor(place / shape.width),
    column: place % shape.width,
    channel: channels[best % shape.channels]!,
  }
}

const sumOf = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0)
const sizeOf = (values: Float32Array): number => values.reduce((sum, value) => sum + Math.abs(value), 0)

/** The number of decimals, from 2 to 9, that gives the largest value three significant digits. */
export const digitsFor = (reach: number): number => (reach > 0 ? Math.min(9, Math.max(2, 2 - Math.floor(Math.log10(reach)))) : 2)

/** For each step, the sum of the gradient and of its absolute values, its range, and the share of each layer that has a gradient. */
export function attributionTable({ input, gradient, layers }: Attribution, caption: string): ChartTable {
  const { steps } = input
  const features = gradient.length / steps
  const shares = (of: (available: Float32Array) => number) => layers.map(({ available }) => 100 * of(available))
  const numbers = (values: Float32Array) => [
    sumOf(values),
    sizeOf(values),
    values.reduce((a, b) => Math.max(a, b)),
    values.reduce((a, b) => Math.min(a, b)),
  ]
  return {
    caption,
    units: null,
    heads: ['step', 'sum', 'sum of sizes', 'largest', 'smallest', ...layers.map(({ layer }) => `${layer} in window, %`)],
    rows: [
      ...Array.from({ length: steps }, (_, t) => ({
        name: String(t + 1),
        values: [...numbers(gradient.subarray(t * features, (t + 1) * features)), ...shares((of) => of[Math.min(t, of.length - 1)]!)],
      })),
      { name: 'all, summed', values: [...numbers(overSteps(gradient, steps)), ...shares((of) => sumOf(of) / of.length)] },
    ],
    digits: digitsFor(farthest(gradient)),
  }
}

/** Rows of a file: one per step and value of the input. */
export function attributionRows({ input, gradient }: Attribution, { shape, channels, arrival }: Seen): (string | number)[][] {
  const features = gradient.length / input.steps
  const inTime = arrival !== null
  return [
    ['step', 'row', 'column', 'channel', 'input', 'gradient'],
    ...Array.from(gradient, (value, at) => {
      const step = Math.floor(at / features)
      const place = Math.floor((inTime ? at : at % features) / shape.channels)
      const channel = channels[at % shape.channels]!
      return [step + 1, Math.floor(place / shape.width) + 1, (place % shape.width) + 1, channel, input.data[at]!, value]
    }),
  ]
}

/** Three significant digits at any size: 0.0123, 4.56e−5. */
export function precise(value: number): string {
  const size = Math.abs(value)
  return minus(
    size === 0 ? '0' : size < 1e-3 || size >= 1e4 ? value.toExponential(2).replace('e+', 'e').replaceAll('-', '−') : value.toPrecision(3),
  )
}
