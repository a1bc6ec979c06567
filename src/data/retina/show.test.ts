/** The kernels of the retina against float64, stage by stage from the GPU's own output of the previous stage, and as a whole. */
import { describe, expect, it, test } from 'vitest'
import { philox, unit } from '../../engine/philox'
import { disposable } from '../../headless/disposable'
import { equalBits, expectClose, relativeError, sumBound } from '../../testing/close'
import { runOps, testGpu } from '../../testing/gpu'
import { RECOVERY, type Retina, type RetinaParams, retinaOf } from './cells'
import { CLIP, COSINES, movieOf, PIXELS, retinaKey, WAVES } from './movie'
import { driveOf, framesOf, pooled, ratesOf, spikesOf } from './reference'
import { openRetina, retinaOps } from './show'

const gpu = await testGpu()
const PARAMS: RetinaParams = { cellSeed: 1, cells: 24, slowGain: true, slowFrames: 60, subunits: true, refractory: true }
/** Bytes of the last word of a row are left over. */
const SIZES = { movies: 2, frames: 61, trials: 3 }
const SEEDS = [5, 6]
const movies = [11, 12].map((seed) => movieOf(seed, SIZES.frames))

const doubles = (values: Float32Array) => Float64Array.from(values)
const joined = (tables: readonly Float64Array[]) => Float32Array.from(tables.flatMap((table) => [...table]))
const part = <T extends Float32Array | Uint8Array>(all: T, movie: number, of = SIZES.movies): T =>
  all.subarray((movie * all.length) / of, ((movie + 1) * all.length) / of) as T

/** The rounding of a probability: of exp, of 1 - exp, of 1 - rest and of their product, each some units of 2^-24. */
const PROBABILITY = 2 ** -20

/**
 * The number of trains that differ. Draws are the same words, so trains only differ from a bin on in which the probability is within
 * rounding of the draw.
 * @throws if one differs for another reason.
 */
function trainsUnlike(
  got: Uint8Array,
  rate: Float64Array,
  { cells, depth }: Retina,
  seed: number,
  trials: number,
  margin = PROBABILITY,
): number {
  const frames = rate.length / cells
  const want = spikesOf(rate, { cells, depth }, seed, trials)
  let unlike = 0
  for (let row = 0; row < trials * cells; row++) {
    const [a, b] = [got, want].map((all) => all.subarray(row * frames, (row + 1) * frames))
    const first = a!.findIndex((spike, t) => spike !== b![t])
    if (first < 0) continue
    unlike++
    const last = a!.lastIndexOf(1, first - 1)
    const rest = first > 0 && last >= 0 ? depth * RECOVERY ** (first - 1 - last) : 0
    const cell = row % cells
    const draw = unit(philox(retinaKey(seed), Math.floor(row / cells) * 24 + cell, 4, first, 0)[0])
    const probability = (1 - Math.exp(-rate[first * cells + cell]!)) * (1 - rest)
    expect(Math.abs(draw - probability)).toBeLessThan(margin)
  }
  return unlike
}

describe.each([
  ['as it is', {}],
  ['of five cells', { cells: 5 }],
  ['with a constant gain', { slowGain: false }],
  ['with linear fields', { subunits: false }],
  ['without a refractory period', { refractory: false, slowFrames: 10 }],
] as const)('a retina %s', (_, changes) => {
  const retina = retinaOf({ ...PARAMS, ...changes })
  const { cells } = retina

  it('has stages that do what they do in float64', async () => {
    const { ops, given, inside, made } = retinaOps(retina, SIZES)
    const [movie, drive, stimulus, slow, rate, words] = await runOps(
      gpu,
      ops,
      [
        ...(['waves', 'phases', 'contrast'] as const).map((name) => [given[name], joined(movies.map((m) => m[name]))] as const),
        [given.seeds, Uint32Array.from(SEEDS)],
      ],
      [inside.movie, inside.drive, made.stimulus, made.slow, made.rate, made.spikes],
    )
    for (const [m, seed] of SEEDS.entries()) {
      const shown = part(movie!, m)
      // The two terms of a cosine are together at most its amplitude.
      const terms = sumBound(WAVES, COSINES * Math.sqrt(2 / COSINES))
      expectClose(shown, framesOf(movies[m]!), { absolute: terms, reason: `a sum of ${WAVES} products` })
      expect(relativeError(shown, framesOf(movies[m]!))).toBeLessThan(2 ** -20)
      expectClose(part(stimulus!, m), pooled(doubles(shown)), { absolute: CLIP * 2 ** -22, reason: 'a mean of four' })
      // Absolute weights have sum 1.8 at most.
      const seen = sumBound(PIXELS / 4 + 4, 1.8 * CLIP) + sumBound(15, 1.8 * CLIP) + sumBound(5, 1.8 * CLIP)
      const itsDrive = part(drive!, m)
      expectClose(itsDrive, driveOf(doubles(shown), retina), { absolute: seen, reason: 'sums over pixels, frames and subunits' })
      const want = ratesOf(doubles(itsDrive), retina)
      expectClose(part(slow!, m), want.slow, { relative: SIZES.frames * 2 ** -23, reason: 'a rounding a frame' })
      // A rounding of x, up to 60, and of exp of it, count as they are.
      expectClose(part(rate!, m), want.rate, { relative: 2 ** -15, reason: 'exp of rounded numbers' })
      const bytes = new Uint8Array(part(words!, m).slice().buffer)
      const stride = 4 * Math.ceil(SIZES.frames / 4)
      expect(bytes.every((byte, i) => byte === 0 || (byte === 1 && i % stride < SIZES.frames))).toBe(true)
      const spikes = bytes.filter((_, i) => i % stride < SIZES.frames)
      expect(spikes).toHaveLength(SIZES.trials * cells * SIZES.frames)
      expect(trainsUnlike(spikes, doubles(part(rate!, m)), retina, seed, SIZES.trials)).toBeLessThanOrEqual(1)
    }
  })
})

describe('a retina that is open', () => {
  it('answers each movie of several, in whole rows, and fewer movies', async () => {
    const retina = retinaOf({ ...PARAMS, cells: 5 })
    using open = disposable(await openRetina(gpu, retina, SIZES))
    const both = await open.show(movies, SEEDS)
    expect({ stimulusLength: both.stimulus.length, rateLength: both.rate.length, slowLength: both.slow.length }).toEqual({
      stimulusLength: 2 * 61 * 144,
      rateLength: 2 * 61 * 5,
      slowLength: 2 * 61 * 5,
    })
    expect(both.spikes).toHaveLength(2 * 3 * 5 * 61)
    const one = await open.show([movies[1]!], [SEEDS[1]!])
    for (const name of ['stimulus', 'rate', 'slow'] as const) expect(equalBits(one[name], part(both[name], 1))).toBe(true)
    expect(one.spikes).toEqual(part(both.spikes, 1))
    for (const [m, seed] of SEEDS.entries())
      expect(trainsUnlike(part(both.spikes, m), doubles(part(both.rate, m)), retina, seed, SIZES.trials)).toBeLessThanOrEqual(1)
  })

  test('has the spikes of the definition, but for a few', async () => {
    const retina = retinaOf(PARAMS)
    const sizes = { movies: 1, frames: 1800, trials: 30 }
    const movie = movieOf(11, sizes.frames)
    using open = disposable(await openRetina(gpu, retina, sizes))
    const [seen, again] = [await open.show([movie], [21]), await open.show([movie], [21])]
    expect(equalBits(seen.rate, again.rate)).toBe(true)
    expect(Buffer.from(again.spikes).equals(seen.spikes)).toBe(true)
    const { rate } = ratesOf(driveOf(framesOf(movie), retina), retina)
    expect(relativeError(seen.rate, rate)).toBeLessThan(2 ** -17)
    // Rates that are off by 2^-15 of themselves move 86,889 spikes by 2 or 3.
    const unlike = trainsUnlike(seen.spikes, rate, retina, 21, sizes.trials, 2 ** -14)
    expect(unlike).toBeLessThanOrEqual(6)
    const total = seen.spikes.reduce((sum, spike) => sum + spike, 0)
    expect(Math.abs(total - 86_889)).toBeLessThanOrEqual(6)
  })
})
