/**
 * A recording as a network's steps: its frames by the experiment's rules, which step belongs to a time in the encoder's order (if
 * that order is temporal), and a sentence on what the network sees of the recording. Pure.
 */

import { type AnyData, dataShape } from '../../../data/datasets/schema'
import type { EncoderSpec } from '../../../data/encoders/schema'
import type { Events, Recording, Sensor } from '../../../data/events/events'
import { createFramer, type Framed, frameBytes, framingFor, slicesOf } from '../../../data/events/frames'
import { EVENT_SETS, type EventSpec } from '../../../data/events/schema'
import { grouped, percent } from '../../../format'

export interface RecordingSteps {
  /** A sample as a network receives it: [frames, height, width, polarities], without padding. */
  readonly sample: Uint8Array
  readonly framed: Framed
  /** How many frames the recording fills; the others stay empty. */
  readonly filled: number
  /** Microseconds from the first event to each frame's start and to its last event. */
  readonly from: Float64Array
  readonly to: Float64Array
}

/** Why a recording cannot go through the network; null if it can. */
export function refusalOf(data: AnyData, encoder: EncoderSpec): string | null {
  const { title, pictures } = dataShape(data)
  if (pictures) return 'The open network receives images of a second camera together with events, but a recording has only events.'
  if (encoder.kind === 'frames') return null
  return encoder.kind === 'camera'
    ? `The open network receives images of ${title} through a simulated camera, and a recording has no images.`
    : `The open network learns from ${title}, not from frames of events.`
}

/**
 * The sensor that the experiment's frames cover: that of a named set if the recording fits on it, otherwise the recording's own, so
 * that a recording from another camera is scaled to a frame instead of cropped.
 */
function wholeOf({ width, height }: Sensor, data: EventSpec): Sensor {
  if (data.kind === 'ownEvents') return { width, height }
  const { sensor } = EVENT_SETS[data.kind]
  return width <= sensor.width && height <= sensor.height ? sensor : { width, height }
}

/** Cuts a recording into frames by the experiment's rules. */
export function framesOf(recording: Recording, data: EventSpec): RecordingSteps {
  const { events } = recording
  const framing = framingFor(data, wholeOf(recording, data))
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

/** Describes what the network sees of a recording and why the rest is lost: "1,499 of 1,500 events in 4 frames of 34 × 34 …". */
export function seenText({ width, height, events }: Recording, data: EventSpec, { framed, filled }: RecordingSteps): string[] {
  const { counted, saturated, outside, found } = framed
  const sentences = [
    `${grouped(counted)} of ${grouped(events.count)} events in ${filled === 1 ? '1 frame' : `${filled} frames`} of ${data.width} × ${data.height}.`,
  ]
  const seen = data.field === 0 ? wholeOf({ width, height }, data) : { width: data.field, height: data.field }
  const [across, down] = [Math.min(width, seen.width), Math.min(height, seen.height)]
  if (across < width || down < height) sentences.push(`Only the middle ${across} × ${down} of ${width} × ${height} pixels are seen.`)
  else if (width > data.width || height > data.height)
    sentences.push(`All ${width} × ${height} pixels are scaled to a frame, ${scaleText(seen, data)} of them to one.`)
  const unsliced = events.count - counted - saturated - outside
  const lost = (
    [
      [outside, 'outside the visible part'],
      [unsliced, 'in no frame'],
      [saturated, 'beyond 255 on a pixel'],
    ] as const
  )
    .filter(([count]) => count > 0)
    .map(([count, where]) => `${grouped(count)} ${where}${count >= events.count / 1000 ? ` (${percent(count / events.count)})` : ''}`)
  if (lost.length > 0) sentences.push(`Not counted: ${lost.join(', ')}.`)
  if (found > filled) sentences.push(`The recording has ${grouped(found)} frames in all; the sample ends before.`)
  return sentences
}

const scaleText = (seen: Sensor, frame: Sensor): string =>
  [seen.width / frame.width, seen.height / frame.height].map((n) => Number(n.toPrecision(3))).join(' × ')

/** The frame at a time. The frame that ends exactly then takes precedence, since the next may begin at the same microsecond. */
export function frameAt({ from, to, filled }: RecordingSteps, time: number, now: number | null): number {
  if (now !== null && to[now] === time) return now
  let found = 0
  for (let k = 0; k < filled; k++) if (from[k]! <= time) found = k
  return found
}

/** Maps a step to its frame and a frame to its step, for the order used in tests; null if the order is not temporal. */
export function inOrder(order: Extract<EncoderSpec, { kind: 'frames' }>['order'], frames: number, at: number): number | null {
  if (order === 'recorded') return at
  return order === 'reversed' || order === 'testReversed' ? frames - 1 - at : null
}
