/** Curves from recorded evaluations: points, rows with intervals, tables and files. */
import { expect, test } from 'vitest'
import { classificationPreset } from '../../testing/data'
import { decidingOf, metricsOf } from '../metrics'
import { intervalOf } from '../statistics'
import { csvOf, pointsOf, rowsOf, type StressResult, strengthText, tableOf } from './curves'
import { disturbanceNamed } from './disturbances'

const metric = decidingOf(metricsOf(classificationPreset('window')))
const noise = disturbanceNamed('noise')
const RECORDED: readonly StressResult[] = [
  [0.5, 1, 0.71],
  [0.5, 2, 0.74],
  [0.5, 3, 0.69],
  [0, 1, 0.93],
  [0, 2, 0.94],
  [0, 3, 0.92],
].map(([strength, seed, testAccuracy]) => ({
  disturbance: 'noise',
  strength: strength!,
  seed: seed!,
  values: { testAccuracy: testAccuracy! },
  rate: 0.1 * seed!,
}))

test('what is drawn has a point for each seed, what is not has one for each strength', () => {
  expect(pointsOf(noise, [0, 1], [1, 2]).map(({ strength, seed }) => [strength, seed])).toEqual([
    [0, 1],
    [0, 2],
    [1, 1],
    [1, 2],
  ])
  expect(pointsOf(disturbanceNamed('threshold'), [0, 1], [5, 6]).map(({ strength, seed }) => [strength, seed])).toEqual([
    [0, 5],
    [1, 5],
  ])
})

test('a row has the mean over seeds and its interval, from the lowest strength on', () => {
  const rows = rowsOf(metric, RECORDED)
  expect(rows.map(({ strength }) => strength)).toEqual([0, 0.5])
  expect(rows[0]!.mean).toBeCloseTo(0.93, 12)
  expect(rows[0]!.interval).toEqual(intervalOf([0.93, 0.94, 0.92]))
  expect(rows[1]!.interval).toEqual(intervalOf([0.71, 0.74, 0.69]))
  expect(rows[1]!.interval!.low).toBeLessThan(0.71)
  expect(rows[1]!.rate).toBeCloseTo(0.2, 12)
  expect(rowsOf(metric, RECORDED.slice(0, 1))[0]!.interval).toBeNull()
})

test('strengths have their unit, or the name of a choice', () => {
  expect(strengthText(disturbanceNamed('deleted'), 0.3)).toBe('30\u00a0%')
  expect(strengthText(disturbanceNamed('threshold'), -0.05)).toBe('−5\u00a0%')
  expect(strengthText(disturbanceNamed('jitter'), 1.5)).toBe('1.5\u00a0steps')
  expect(strengthText(disturbanceNamed('span'), -1)).toBe('−1\u00a0step')
  expect(strengthText(noise, 0.1)).toBe('0.1')
  expect(strengthText(disturbanceNamed('light'), 2)).toBe('dim')
})

test('a table has four cells for each curve, and dashes where a curve has no such strength', () => {
  const curves = [
    { title: 'a', rows: rowsOf(metric, RECORDED) },
    { title: 'b', rows: rowsOf(metric, RECORDED.slice(3, 4)) },
  ]
  const { heads, rows } = tableOf(noise, metric, curves)
  expect(heads).toEqual(['test accuracy, %', '95\u00a0% interval', 'firing rate, %', 'evaluations'])
  expect(rows.map(({ strength, cells }) => [strength, cells.length])).toEqual([
    ['0', 8],
    ['0.5', 8],
  ])
  expect(rows[0]!.cells.slice(4)).toEqual(['93.00', '–', '10.00', '1'])
  expect(rows[1]!.cells.slice(4)).toEqual(['–', '–', '–', '–'])
})

test('a file has a line for each strength of each curve', () => {
  const [head, first, second] = csvOf(noise, metric, [{ title: 'a', rows: rowsOf(metric, RECORDED) }])
  expect(head!.slice(0, 4)).toEqual(['curve', 'disturbance', 'strength', 'testAccuracy (%)'])
  expect(first!.slice(0, 4)).toEqual(['a', 'noise', 0, 93])
  expect(second!.at(-1)).toBe(3)
})
