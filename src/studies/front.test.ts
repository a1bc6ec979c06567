/** The front of a sweep: which runs are on it, whichever direction is better, and its sentence. */
import { expect, test } from 'vitest'
import { presetNamed } from '../experiments/presets'
import { frontOf, frontText } from './front'
import { metricsOf } from './metrics'
import { rowsOfSweep } from './outcomes'
import { ENERGY_AXES, planOf } from './sweep'

const base = presetNamed('blank')!.experiment
const plan = planOf({ base, axes: ENERGY_AXES, mode: 'grid', steps: 4 })

const rowsWith = (runs: readonly (readonly [energy: number | null, value: number])[], metric = 'testAccuracy') =>
  rowsOfSweep(
    plan,
    runs.map(([picojoules, value], point) => ({ point, ok: true, step: 4, outcomes: { picojoules, [metric]: value } })),
  )

test('a run is on the front if none with as little energy is as good', () => {
  const runs = frontOf(
    plan,
    rowsWith([
      [900, 0.9],
      [300, 0.8],
      [400, 0.7],
      [300, 0.6],
      [1000, 0.9],
      [null, 0.99],
    ]),
  )
  expect(runs.map(({ point, energy, onFront }) => [point, energy, onFront])).toEqual([
    [1, 300, true],
    [3, 300, false],
    [2, 400, false],
    [0, 900, true],
    [4, 1000, false],
  ])
})

test('where a lower metric is better, the front falls', () => {
  const [deciding, ...others] = metricsOf(base).filter(({ split }) => split === 'test')
  const lower = { ...plan, metrics: [{ ...deciding!, better: 'lower' as const }, ...others] }
  const runs = frontOf(
    lower,
    rowsWith([
      [100, 0.9],
      [200, 0.5],
      [300, 0.6],
    ]),
  )
  expect(runs.map(({ onFront }) => onFront)).toEqual([true, true, false])
})

test('says the front in words', () => {
  const runs = frontOf(
    plan,
    rowsWith([
      [120_000, 0.9],
      [30_000, 0.85],
    ]),
  )
  expect(frontText(plan, runs).replaceAll('\u00a0', ' ')).toBe(
    '2 runs; on the front, from the least energy: Weight 0.3: 85.00 % at 30.0 nJ; Weight 0: 90.00 % at 120.0 nJ.',
  )
})
