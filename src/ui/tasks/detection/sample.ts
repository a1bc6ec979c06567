/**
 * A pinned sample of scenes: its events by pixel, and the detections, which the readout returns as rows of eight numbers per box:
 * x1, y1, x2, y2, score, class, and the two factors of the score, by falling score. A scene from a data set includes its boxes; for a
 * generated one only the events are available here. Pure.
 */
import type { Experiment } from '../../../experiments/schema'
import { counted, fixed, grouped } from '../../../format'
import type { SampleFrame, SampleReading } from '../../../readings/sample'
import type { Detection, Truth } from '../../../tasks/detection/detail'
import { type DetectionSpec, sceneShape } from '../../../tasks/detection/schema'
import { className } from './class-label'
import { countsOf } from './events-image'

/** Numbers of a box, found or true. */
const ROW = 8

type Pinned = Pick<SampleFrame, 'streams' | 'input'>

export interface SmallScene {
  readonly height: number
  readonly width: number
  /** [pixels * 2], OFF and ON of a pixel next to each other. */
  readonly counts: Float32Array
}

const finds = (open: Experiment): open is DetectionSpec => 'sampler' in open

/** The sum of its bins. Null if the frame is no scene of this experiment: the newest one may belong to another. */
export function smallScene({ streams, input }: Pinned, open: Experiment): SmallScene | null {
  if (!finds(open)) return null
  const { height, width } = sceneShape(open.data)
  const { bins } = open.sampler
  const events = (streams.bins ?? input?.data) as Uint8Array | Float32Array | undefined
  if (events?.length !== bins * height * width * 2) return null
  return { height, width, counts: countsOf({ bins, events }, null) }
}

/** The ground truth; undefined if it is unavailable. */
function truthsOf({ streams: { boxes, boxCount } }: Pinned): Pick<Truth, 'classIndex' | 'ignored'>[] | undefined {
  if (!boxes || !boxCount) return undefined
  return Array.from({ length: boxCount[0]! }, (_, at) => ({ classIndex: boxes[at * ROW]!, ignored: boxes[at * ROW + 5]! > 0 }))
}

/** The detections after the last step with a score of at least `confidence`. */
export function detectionsIn({ readout, outputs, steps }: SampleReading, confidence: number): Detection[] {
  const rows = readout.subarray((steps - 1) * outputs, steps * outputs)
  const found: Detection[] = []
  for (let at = 0; at + ROW <= rows.length; at += ROW) {
    const [x1, y1, x2, y2, score, classIndex] = rows.subarray(at, at + ROW) as unknown as number[]
    if (!(score! >= confidence) || score === 0) break
    found.push({ x: x1!, y: y1!, width: x2! - x1!, height: y2! - y1!, score: score!, classIndex: classIndex! })
  }
  return found
}

/** "a scene with a disc and 2 squares"; without ground truth, "a scene of 412 events". */
export function sceneText(frame: Pinned, { counts: events }: SmallScene, classes: readonly string[]): string {
  const truths = truthsOf(frame)
  if (!truths) return `a scene of ${grouped(events.reduce((sum, count) => sum + count, 0))} events`
  const counts = new Map<number, number>()
  for (const { classIndex, ignored } of truths) if (!ignored) counts.set(classIndex, (counts.get(classIndex) ?? 0) + 1)
  const parts = [...counts]
    .sort(([a], [b]) => a - b)
    .map(([classIndex, count]) => (count === 1 ? `a ${className(classes, classIndex)}` : counted(count, className(classes, classIndex))))
  if (parts.length === 0) return 'a scene without objects'
  return `a scene with ${parts.length < 3 ? parts.join(' and ') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`}`
}

export const RECEIVED = 'Events by pixel, ON in orange and OFF in blue: the sampler turns them into what the network sees.'

/** The lowest score of boxes that are named. */
export const SURE = 0.3

export function outputText(reading: SampleReading, classes: readonly string[]): string {
  const [first, ...more] = detectionsIn(reading, SURE)
  if (!first) return `finds nothing of a score of ${SURE}`
  const surest = `the surest a ${className(classes, first.classIndex)}, ${fixed(first.score, 2)}`
  return `finds ${counted(1 + more.length, 'box').replace('boxs', 'boxes')}, ${surest}`
}
