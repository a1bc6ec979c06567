/**
 * A recording as the steps of a network: its frames by the experiment's rules, and which step belongs to a time. The order is that of
 * the encoder, where it has a time at all. Pure.
 */
import type { Events, Recording } from '../../data/events/events'
import { createFramer, type Framed, frameBytes, framingFor, slicesOf } from '../../data/events/frames'
import { EVENT_SETS, type EventSpec } from '../../data/events/schema'
import { type DataSpec, dataShape, type EncoderSpec } from '../../data/schema'

export interface Framing {
  /** A sample as a network gets it: [frames, height, width, polarities], with nothing behind it. */
  readonly sample: Uint8Array
  readonly framed: Framed
  /** Frames that the recording fills: the others stay empty. */
  readonly filled: number
  /** Microseconds from the first event at which a frame begins, and that of its last event. */
  readonly from: Float64Array
  readonly to: Float64Array
}

/** Why a recording cannot go through the network; null where it can. */
export function refusalOf(data: DataSpec, encoder: EncoderSpec): string | null {
  if (encoder.kind === 'frames') return null
  const { title } = dataShape(data)
  return encoder.kind === 'camera'
    ? `The open network sees pictures of ${title} through a simulated camera: a recording has no picture to give it.`
    : `The open network learns from ${title}, not from frames of events.`
}

/** By the rules of the experiment. A set with a name has a sensor; of others it is the recording's. */
export function framesOf(recording: Recording, data: EventSpec): Framing {
  const { events, width, height } = recording
  const framing = framingFor(data, data.kind === 'ownEvents' ? { width, height } : EVENT_SETS[data.kind].sensor)
  const { frames } = data
  const sample = new Uint8Array(frames * frameBytes(framing))
  const framed = createFramer(framing)(events, recording, sample)
  const { borders } = slicesOf(events, framing)
  const from = new Float64Array(frames).fill(Number.POSITIVE_INFINITY)
  const to = new Float64Array(frames).fill(Number.POSITIVE_INFINITY)
  for (let k = 0; k < borders.length / 2; k++) {
    from[k] = since(events, borders[2 * k]!)
    to[k] = since(events, Math.max(borders[2 * k]!, borders[2 * k + 1]! - 1))
  }
  return { sample, framed, filled: borders.length / 2, from, to }
}

const since = ({ t, count }: Events, at: number): number => (count > 0 ? t[Math.min(count - 1, at)]! - t[0]! : 0)

/** The frame that is being filled at a time. One that ends just then is kept: the next may begin at the same microsecond. */
export function frameAt({ from, to, filled }: Framing, time: number, now: number | null): number {
  if (now !== null && to[now] === time) return now
  let found = 0
  for (let k = 0; k < filled; k++) if (from[k]! <= time) found = k
  return found
}

/** The frame that comes at a step, and the step at which a frame comes; null where the order has nothing of time. */
export function turned(order: Extract<EncoderSpec, { kind: 'frames' }>['order'], frames: number, at: number): number | null {
  if (order === 'recorded') return at
  return order === 'reversed' ? frames - 1 - at : null
}
