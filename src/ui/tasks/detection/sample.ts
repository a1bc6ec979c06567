/**
 * A pinned sample of scenes: its events by pixel, what is in it, and what the network finds, which its readout says as rows of eight
 * numbers a box: x1, y1, x2, y2, score, class, and the two factors of the score, by falling score. Pure.
 */
import { counted, fixed } from '../../../format'
import type { LayerInfo } from '../../../readings/layers'
import type { SampleFrame, SampleReading } from '../../../readings/sample'
import type { Detection, Truth } from '../../../tasks/detection/detail'
import { classOf } from './class-words'

/** Numbers of a box, found or true. */
const ROW = 8

type Streams = Pick<SampleFrame, 'streams'>

/** A frame of another experiment may still be the newest one. */
export const isScene = ({ streams }: Streams): boolean =>
  streams.events instanceof Uint32Array && streams.eventCounts instanceof Uint32Array && streams.truths instanceof Float32Array

export interface SmallScene {
  readonly height: number
  readonly width: number
  /** [pixels * 2], OFF and ON of a pixel next to each other. */
  readonly counts: Float32Array
}

/** The size of the input is that of the input layer. Null where the frame is no scene of it. */
export function smallScene(frame: Streams, layers: readonly Pick<LayerInfo, 'kind' | 'shape'>[]): SmallScene | null {
  const [height = 0, width = 0] = layers.find(({ kind }) => kind === 'input')?.shape ?? []
  const { events, eventCounts } = frame.streams
  if (!isScene(frame) || eventCounts!.length !== height * width) return null
  return { height, width, counts: countsByPixel(events as Uint32Array, eventCounts as Uint32Array) }
}

/** @param events [slots, pixels], a word is time << 1 | polarity. */
export function countsByPixel(events: Uint32Array, eventCounts: Uint32Array): Float32Array {
  const pixels = eventCounts.length
  const counts = new Float32Array(2 * pixels)
  eventCounts.forEach((count, pixel) => {
    for (let slot = 0; slot < count; slot++) counts[2 * pixel + (events[slot * pixels + pixel]! & 1)]!++
  })
  return counts
}

export function truthsOf({ streams: { truths, truthCounts } }: Streams): Truth[] {
  const rows = truths as Float32Array
  const count = truthCounts?.[0] ?? rows.length / ROW
  return Array.from({ length: count }, (_, at) => {
    const [of, cx, cy, width, height, ignored, speed] = rows.subarray(at * ROW, (at + 1) * ROW) as unknown as number[]
    return { of: of!, x: cx! - width! / 2, y: cy! - height! / 2, width: width!, height: height!, ignored: ignored! > 0, speed: speed! }
  })
}

/** Of a score of at least `least`; after the last step. */
export function foundOf({ readout, outputs, steps }: SampleReading, least: number): Detection[] {
  const rows = readout.subarray((steps - 1) * outputs, steps * outputs)
  const found: Detection[] = []
  for (let at = 0; at + ROW <= rows.length; at += ROW) {
    const [x1, y1, x2, y2, score, of] = rows.subarray(at, at + ROW) as unknown as number[]
    if (!(score! >= least) || score === 0) break
    found.push({ x: x1!, y: y1!, width: x2! - x1!, height: y2! - y1!, score: score!, of: of! })
  }
  return found
}

/** "a scene with a disc and 2 squares" */
export function sceneWords(frame: Streams, classes: readonly string[]): string {
  const counts = new Map<number, number>()
  for (const { of, ignored } of truthsOf(frame)) if (!ignored) counts.set(of, (counts.get(of) ?? 0) + 1)
  const parts = [...counts]
    .sort(([a], [b]) => a - b)
    .map(([of, count]) => (count === 1 ? `a ${classOf(classes, of)}` : counted(count, classOf(classes, of))))
  if (parts.length === 0) return 'a scene without objects'
  return `a scene with ${parts.length < 3 ? parts.join(' and ') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`}`
}

export const RECEIVED = 'Events by pixel, ON in orange and OFF in blue: the sampler makes of them what the network sees.'

/** Boxes that are named are at least so sure. */
export const SURE = 0.3

export function outputWords(reading: SampleReading, classes: readonly string[]): string {
  const [first, ...more] = foundOf(reading, SURE)
  if (!first) return `finds nothing of a score of ${SURE}`
  const surest = `the surest a ${classOf(classes, first.of)}, ${fixed(first.score, 2)}`
  return `finds ${counted(1 + more.length, 'box').replace('boxs', 'boxes')}, ${surest}`
}
