/** Verdicts over seeds: what is claimed, what is left open, and what more seeds would show. */
import { describe, expect, it } from 'vitest'
import { presetNamed } from '../experiments/presets'
import { decidingOf, metricsOf } from './metrics'
import { standingOf } from './standing'

const metricOf = (preset: string) => decidingOf(metricsOf(presetNamed(preset)!.experiment))
const accuracy = metricOf('window')
const returns = metricOf('grsn-cart')
/** Things a, b, .. with their results of seeds 0, 1, .. */
const contenders = (...results: readonly (readonly number[])[]) =>
  results.map((values, i) => ({ title: 'abcdefghij'[i]!, results: new Map(values.map((value, seed) => [seed, value])) }))
const WELL = [0.93, 0.94, 0.95, 0.96, 0.93, 0.94, 0.95]
const less = (by: number, values: readonly number[] = WELL) => values.map((value, i) => value - by - 0.001 * (i % 3))

describe('a verdict', () => {
  it('needs a smaller p the more there are to choose from', () => {
    const six = WELL.slice(0, 6)
    expect(standingOf(contenders(six, less(0.03, six)), accuracy).ahead!.contender).toBe(0)
    expect(standingOf(contenders(six, less(0.03, six), less(0.05, six)), accuracy).ahead).toBeNull()
    const { ahead, sentence } = standingOf(contenders(WELL, less(0.05), less(0.03)), accuracy)
    expect(ahead!.contender).toBe(0)
    expect(sentence).toMatch(/^“a” is ahead of “c” by 3\.09 points/)
  })
  it('names only those that cannot be told from the best', () => {
    const { sentence, best } = standingOf(contenders([0.5, 0.5, 0.5], [0.9, 0.91, 0.92], [0.89, 0.9, 0.93]), accuracy)
    expect(best).toBe(1)
    expect(sentence).toContain('between “b”, 91.00\u00a0% on average, and “c” (0.33 points behind')
    expect(sentence).not.toContain('“a”')
  })
  it('counts those that are too many to name', () => {
    const many = Array.from({ length: 8 }, (_, i) => [0.9 + i / 1000, 0.92 - i / 1000, 0.91])
    expect(standingOf(contenders(...many), accuracy).sentence).toMatch(/\) and 3 more\./)
  })
  it('says where results are the same', () => {
    const { sentence } = standingOf(contenders([0.5, 0.6], [0.5, 0.6]), accuracy)
    expect(sentence).toBe(
      'no difference seen in test accuracy with 2 seeds between “a”, 55.00\u00a0% on average, and “b” (the same with every seed).',
    )
  })
  it('says what so many seeds would have shown', () => {
    const near = Array.from({ length: 2 }, (_, i) => Array.from({ length: 20 }, (_, s) => 0.9 + ((s * 7 + i * 3) % 11) / 1000))
    expect(standingOf(contenders(...near), accuracy).sentence).toMatch(/20 seeds would probably have shown 1 point\.$/)
  })
  it('is of the seeds that all have', () => {
    const [a, b] = contenders(WELL, less(0.03))
    const other = { title: 'b', results: new Map([...b!.results].slice(1)) }
    expect(standingOf([a!, other], accuracy).placings[1]!.behind!.pairs).toBe(6)
    expect(standingOf([a!, { title: 'b', results: new Map([[99, 0.1]]) }], accuracy).sentence).toContain('no seed has a result')
  })
  it('of one thing alone is its mean over the seeds, with an interval from three on', () => {
    const sentence = (values: readonly number[]) => standingOf(contenders(values), accuracy).sentence
    expect(sentence(WELL)).toMatch(
      /^test accuracy is 94\.29\u00a0% on average over 7 seeds \(95\u00a0% interval 93\.\d+ to 95\.\d+\u00a0%\)\.$/,
    )
    expect(sentence([0.9, 0.92])).toBe('test accuracy is 91.00\u00a0% on average over 2 seeds.')
    expect(sentence([])).toBe('no seed has a result yet.')
  })
  it('is for the lower where lower is better', () => {
    const lower = { ...accuracy, better: 'lower' } as const
    const { best, placings } = standingOf(contenders(WELL, less(0.03)), lower)
    expect(best).toBe(1)
    expect(placings[0]!.behind!.mean).toBeCloseTo(0.0309, 3)
  })
})

describe('returns', () => {
  const few = [200, 180, 195, 200, 160, 199]
  const poor = [120, 90, 165, 130, 110, 100]
  it('have an interquartile mean, and a probability of improvement over the best', () => {
    const { placings, sentence } = standingOf(contenders(few, poor), returns)
    expect(placings[0]!.returns).toMatchObject({ iqm: 193.5, improvement: null })
    expect(placings[1]!.returns).toMatchObject({ iqm: 115, improvement: 1 / 36 })
    expect(sentence).toMatch(/A run of it is better than one of “b” with probability 0\.97\.$/)
  })
  it('have differences of three digits, and a size by their spread', () => {
    const { sentence } = standingOf(contenders(few, [199, 181, 190, 200, 170, 140]), returns)
    expect(sentence).toContain('(9 behind, 95\u00a0% interval −2.67 to 39.5, p\u00a0=\u00a00.69)')
    expect(sentence).toContain('Some 15 would be needed for a difference of 20')
  })
  it('are the only metric with these', () => {
    expect(standingOf(contenders(WELL, less(0.03)), accuracy).placings[0]!.returns).toBeNull()
  })
})
