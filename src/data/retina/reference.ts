/** RetinaSim in float64, stage by stage: the reference implementation of shaders/data/retina-*.wgsl, for tests and if there is no GPU. */
import { philox, unit } from '../../engine/philox'
import { drawsOf, RECOVERY, type Retina, SLOW_FLOOR, SLOW_START, STEEPNESS, THRESHOLD } from './cells'
import { CLIP, type Movie, PIXELS, retinaKey, WAVES } from './movie'

/** The stream of random numbers of spikes. */
const SPIKES = 4

/** [frames, PIXELS] */
export function framesOf({ frames, waves, phases, contrast }: Movie): Float64Array {
  const shown = new Float64Array(frames * PIXELS)
  const rows = rowsOf(waves)
  for (let t = 0; t < frames; t++) {
    const frame = shown.subarray(t * PIXELS, (t + 1) * PIXELS)
    for (const [w, wave] of rows.entries()) {
      const phase = phases[t * WAVES + w]!
      for (let pixel = 0; pixel < frame.length; pixel++) frame[pixel]! += phase * wave[pixel]!
    }
    for (const [pixel, texture] of frame.entries()) frame[pixel] = contrast[t]! * Math.min(CLIP, Math.max(-CLIP, texture))
  }
  return shown
}

/** Splits a table with one column per pixel into rows. */
const rowsOf = (table: Float64Array): Float64Array[] =>
  Array.from({ length: table.length / PIXELS }, (_, row) => table.subarray(row * PIXELS, (row + 1) * PIXELS))

/** The mean of each four neighbors: [frames, PIXELS / 4]. */
export const pooled = (shown: Float64Array): Float64Array =>
  Float64Array.from({ length: shown.length / 4 }, (_, i) => (shown[4 * i]! + shown[4 * i + 1]! + shown[4 * i + 2]! + shown[4 * i + 3]!) / 4)

/** The response of each subunit to each frame: [frames, subunits, cells]. */
function projected(shown: Float64Array, fields: Float64Array): Float64Array {
  const weights = rowsOf(fields)
  return Float64Array.from(rowsOf(shown).flatMap((frame) => weights.map((row) => dot(frame, row))))
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

/** [frames, cells] */
export function driveOf(shown: Float64Array, { cells, fields, shares, impulse }: Retina): Float64Array {
  const seen = projected(shown, fields)
  const count = shares.length * cells
  return Float64Array.from({ length: (seen.length / count) * cells }, (_, i) => {
    const [t, cell] = [Math.floor(i / cells), i % cells]
    return shares.reduce((sum, share, q) => {
      let filtered = 0
      for (let j = 0; j < impulse.length && j <= t; j++) filtered += impulse[j]! * seen[(t - j) * count + q * cells + cell]!
      return sum + share * Math.max(0, filtered)
    }, 0)
  })
}

export interface Rates {
  /** [frames, cells], before the frame. */
  readonly slow: Float64Array
  /** [frames, cells], in spikes per bin. */
  readonly rate: Float64Array
}

export function ratesOf(drive: Float64Array, { cells, slowShare, divisor }: Retina): Rates {
  const rates = { slow: new Float64Array(drive.length), rate: new Float64Array(drive.length) }
  for (let cell = 0; cell < cells; cell++) {
    let slow = SLOW_START
    for (let i = cell; i < drive.length; i += cells) {
      rates.slow[i] = slow
      const gained = drive[i]! / (divisor > 0 ? divisor : SLOW_FLOOR + slow)
      rates.rate[i] = softplus(STEEPNESS * (gained - THRESHOLD)) / STEEPNESS
      slow += slowShare * (drive[i]! - slow)
    }
  }
  return rates
}

/** log(1 + exp(x)), for any x. */
const softplus = (x: number): number => Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)))

/**
 * [trials, cells, frames], 0 or 1.
 * @param rate [frames, cells]
 * @param seed of the spikes.
 */
export function spikesOf(
  rate: ArrayLike<number>,
  { cells, depth }: Pick<Retina, 'cells' | 'depth'>,
  seed: number,
  trials: number,
): Uint8Array {
  const key = retinaKey(seed)
  const frames = rate.length / cells
  const spikes = new Uint8Array(trials * cells * frames)
  for (let row = 0; row < trials * cells; row++) {
    const cell = row % cells
    const item = drawsOf(Math.floor(row / cells), cell)
    let rest = 0
    for (let t = 0; t < frames; t++) {
      const fired = unit(philox(key, item, SPIKES, t, 0)[0]) < (1 - Math.exp(-rate[t * cells + cell]!)) * (1 - rest)
      if (fired) spikes[row * frames + t] = 1
      rest = fired ? depth : RECOVERY * rest
    }
  }
  return spikes
}
