/** Reads truths and detections of a batch from the GPU as plain data. */
import type { Compiled } from '../../engine/plan'
import { sizeOf, type Tensor } from '../../engine/tensor'
import type { Detection, Truth } from './detail'

/** The truths and detections of one sample. */
export interface Found {
  readonly truths: readonly Truth[]
  /** Sorted by score, the highest first. */
  readonly detections: readonly Detection[]
  /** The recording and the time (µs) that the sample is from, where that is known. */
  readonly origin?: { readonly file: number; readonly time: number }
}

export interface FoundTensors {
  /** [batch, capacity, 8]: left, top, right, bottom, score, class, objectness, class probability. */
  readonly detections: Tensor<'f32'>
  /** [batch] */
  readonly detectionCounts: Tensor<'u32'>
  /** [batch, maxTruths, 8]: class, center x, center y, width, height, ignored, speed, visible share; zeros behind the last. */
  readonly truths: Tensor<'f32'>
}

const COLUMNS = 8

export async function rowsOf(compiled: Compiled<string>, { detections, detectionCounts, truths }: FoundTensors): Promise<Found[]> {
  // Events from outside the simulation have no ground truth.
  const known = compiled.holds(truths) ? compiled.read(truths) : new ArrayBuffer(4 * sizeOf(truths.shape))
  const [boxes, counts] = await Promise.all([compiled.read(detections), compiled.read(detectionCounts)])
  const [found, real] = [new Float32Array(boxes), new Float32Array(await known)]
  const [, capacity] = detections.shape as readonly [number, number]
  const [, maxTruths] = truths.shape as readonly [number, number]
  return Array.from(new Uint32Array(counts), (count, b) => ({
    detections: Array.from({ length: count }, (_, i) => detectionFrom(found.subarray((b * capacity + i) * COLUMNS))),
    truths: Array.from({ length: maxTruths }, (_, i) => truthFrom(real.subarray((b * maxTruths + i) * COLUMNS))).filter(
      ({ width }) => width > 0,
    ),
  }))
}

function detectionFrom(row: Float32Array): Detection {
  const [left, top, right, bottom, score, classIndex] = row as unknown as readonly [number, number, number, number, number, number]
  return { x: left, y: top, width: right - left, height: bottom - top, score, classIndex }
}

function truthFrom(row: Float32Array): Truth {
  const [classIndex, x, y, width, height, ignored, speed] = row as unknown as readonly [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  return { x: x - width / 2, y: y - height / 2, width, height, classIndex, ignored: ignored > 0, speed }
}
