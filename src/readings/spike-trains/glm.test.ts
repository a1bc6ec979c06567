/** A GLM of one cell: its gradient and curvature by differences, and that the filters of a GLM are found from its own trials. */
import { expect, test } from 'vitest'
import { normal, randomKey, uniform } from '../../engine/random'
import { fitGlm, type Glm, type GlmPiece, likelihoodOf, sampleGlm } from './glm'

const [LAGS, PAST] = [4, 3]
const TRUE: Glm = { bias: -2.5, stimulus: Float64Array.of(0.8, 0.4, -0.3, 0.1), history: Float64Array.of(-2, -0.8, 0.3) }
const driveOf = (seed: number, bins: number) => Float64Array.from({ length: LAGS - 1 + bins }, (_, i) => normal(randomKey(seed, 0), i))
const pieceOf = (seed: number, bins: number): GlmPiece => {
  const drive = driveOf(seed, bins)
  return { drive, counts: sampleGlm(TRUE, drive, (bin) => uniform(randomKey(seed, 1), bin)) }
}

test('gradient and curvature are those of central differences', () => {
  const pieces = [pieceOf(1, 60), pieceOf(2, 40)]
  const at = Float64Array.from({ length: 1 + LAGS + PAST }, (_, k) => 0.2 * normal(randomKey(3, 0), k))
  const { gradient, curvature } = likelihoodOf(pieces, LAGS, PAST, at)
  const h = 1e-5
  const moved = (k: number, by: number) =>
    likelihoodOf(
      pieces,
      LAGS,
      PAST,
      at.map((w, i) => (i === k ? w + by : w)),
    )
  for (let k = 0; k < at.length; k++) {
    const [up, down] = [moved(k, h), moved(k, -h)]
    expect((up.value - down.value) / (2 * h)).toBeCloseTo(gradient[k]!, 5)
    for (let other = 0; other < at.length; other++)
      expect((down.gradient[other]! - up.gradient[other]!) / (2 * h)).toBeCloseTo(curvature[k * at.length + other]!, 4)
  }
})

test('the filters that made the spikes are found again, and without its history the refractory period is not', () => {
  const pieces = Array.from({ length: 100 }, (_, i) => pieceOf(10 + i, 1000))
  const { bias, stimulus, history } = fitGlm(pieces, LAGS, PAST)
  // A bin holds a spike or none where the likelihood is of counts, which matters little at low rates.
  expect(bias).toBeCloseTo(TRUE.bias, 0)
  for (const [k, w] of TRUE.stimulus.entries()) expect(Math.abs(stimulus[k]! - w)).toBeLessThan(0.15)
  for (const [j, w] of TRUE.history.entries()) expect(Math.abs(history[j]! - w)).toBeLessThan(0.25)
  const drive = driveOf(9, 20_000)
  const neighbors = (glm: Glm) => {
    const counts = sampleGlm(glm, drive, (bin) => uniform(randomKey(9, 1), bin))
    return counts.reduce((sum, count, t) => sum + count * (counts[t + 1] ?? 0), 0) / counts.reduce((sum, count) => sum + count, 0)
  }
  expect(neighbors({ bias, stimulus, history })).toBeCloseTo(neighbors(TRUE), 1)
  expect(neighbors(fitGlm(pieces, LAGS, 0))).toBeGreaterThan(2 * neighbors(TRUE))
})

test('a bin depends on no later one', () => {
  const drive = driveOf(4, 50)
  const later = drive.map((x, i) => (i > 40 ? -x : x))
  const [one, other] = [drive, later].map((d) => sampleGlm(TRUE, d, (bin) => uniform(randomKey(4, 1), bin)))
  expect(one!.slice(0, 38)).toEqual(other!.slice(0, 38))
})
