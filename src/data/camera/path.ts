/**
 * The movement of a still image in front of the camera, and each pixel's thresholds: tables that are computed here, so that all adapters
 * read the same bits.
 */
import { normal, randomKey, streamOf } from '../../engine/random'
import { MIN_THRESHOLD, MOVES, type PixelSpec } from './schema'

/**
 * The corners of the triangle, in borders from the center: x to the right, y down. Three moves that end where they began, as the saccades
 * of N-MNIST (Orchard et al., 2015); the distance and the smoothing are not from that paper.
 */
const CORNERS = [
  [-1, -1],
  [0, 1],
  [1, -1],
  [-1, -1],
] as const

/** The completed fraction of a move after a fraction of its time; it starts and ends at rest. */
const smooth = (u: number): number => u * u * (3 - 2 * u)

/** The position of the image after a number of the three moves: x and y in pixels from the center. */
export function saccadeAt(moves: number, border: number): [x: number, y: number] {
  const move = Math.min(MOVES - 1, Math.floor(moves))
  const share = smooth(moves - move)
  const along = (axis: 0 | 1) => {
    const [from, to] = [CORNERS[move]![axis], CORNERS[move + 1]![axis]]
    return border * (from + (to - from) * share)
  }
  return [along(0), along(1)]
}

/** [timeSteps, 2]: the positions at evenly spaced time steps from the first to the last. */
export function saccades(timeSteps: number, border: number): Float32Array<ArrayBuffer> {
  const path = new Float32Array(2 * timeSteps)
  for (let k = 0; k < timeSteps; k++) path.set(saccadeAt((MOVES * k) / (timeSteps - 1), border), 2 * k)
  return path
}

/** [2 * pixels]: the OFF and ON thresholds of each pixel, normally distributed around the setting. The padding of a row never fires. */
export function pixelThresholds(
  pixels: number,
  { thresholdOn, thresholdOff, mismatch }: PixelSpec,
  seed: number,
  length = 2 * pixels,
): Float32Array<ArrayBuffer> {
  const key = randomKey(seed, streamOf('camera thresholds'))
  return Float32Array.from({ length }, (_, i) =>
    Math.max(MIN_THRESHOLD, (i % 2 === 0 ? thresholdOff : thresholdOn) + (mismatch === 0 ? 0 : mismatch * normal(key, i))),
  )
}
