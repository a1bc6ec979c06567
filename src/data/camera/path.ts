/** How a still picture is moved in front of the camera, and what a pixel's own thresholds are: tables made here, so that every adapter reads the same bits. */
import { normal, randomKey, streamOf } from '../../engine/random'
import { LEAST_THRESHOLD, MOVES, type PixelSpec } from './schema'

/**
 * The corners of the triangle, in borders from the middle: x to the right, y down. Three moves, back to where it began, as the
 * saccades of N-MNIST (Orchard et al., 2015); how far and how smoothly is ours.
 */
const CORNERS = [
  [-1, -1],
  [0, 1],
  [1, -1],
  [-1, -1],
] as const

/** Rest to rest: the share of a move that is done after a share of its time. */
const smooth = (u: number): number => u * u * (3 - 2 * u)

/** [moments, 2]: where the picture is, x and y in pixels from the middle, at evenly spaced moments from the first to the last. */
export function saccades(moments: number, border: number): Float32Array<ArrayBuffer> {
  const path = new Float32Array(2 * moments)
  for (let k = 0; k < moments; k++) {
    const at = (MOVES * k) / (moments - 1)
    const move = Math.min(MOVES - 1, Math.floor(at))
    const share = smooth(at - move)
    for (const axis of [0, 1] as const) {
      const [from, to] = [CORNERS[move]![axis], CORNERS[move + 1]![axis]]
      path[2 * k + axis] = border * (from + (to - from) * share)
    }
  }
  return path
}

/** [2 * pixels]: OFF and ON of each pixel, a normal deviate around what is set. The rest of a padded row never fires. */
export function pixelThresholds(
  pixels: number,
  { thresholdOn, thresholdOff, mismatch }: PixelSpec,
  seed: number,
  length = 2 * pixels,
): Float32Array<ArrayBuffer> {
  const key = randomKey(seed, streamOf('camera thresholds'))
  return Float32Array.from({ length }, (_, i) =>
    Math.max(LEAST_THRESHOLD, (i % 2 === 0 ? thresholdOff : thresholdOn) + (mismatch === 0 ? 0 : mismatch * normal(key, i))),
  )
}
