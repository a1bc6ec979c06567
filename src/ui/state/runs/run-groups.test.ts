/** Runs of other seeds as one: which belong together, and their mean and band. */

import { describe, expect, test } from 'vitest'
import { presetNamed } from '../../../experiments/presets'
import type { Experiment } from '../../../experiments/schema'
import type { LifSpec } from '../../../neurons/lif/schema'
import { runOf } from '../../../testing/runs'
import { finalColumns, settingColumns } from './run-columns'
import { groupCell, groupDifferences, groupsOf, groupTitle, meanCurve, runsOf, spreadOf, withDeviation } from './run-groups'

const { experiment } = presetNamed('window')!
const run = (id: string, { seed = 1, threshold = 1, testAccuracy = 0.5 } = {}) => {
  const { summary } = runOf(id)
  return {
    ...summary,
    experiment: {
      ...experiment,
      run: { ...experiment.run, seed },
      neuron: { ...(experiment.neuron as LifSpec), threshold },
    },
    finals: { ...summary.finals, values: { ...summary.finals.values, testAccuracy } },
  }
}

describe('groups', () => {
  test('contain runs that differ only in the seed, whatever the order of their settings', () => {
    const turned = { ...run('d', { seed: 4 }), experiment: Object.fromEntries(Object.entries(run('d', { seed: 4 }).experiment).reverse()) }
    const groups = groupsOf([run('a'), run('b', { threshold: 0.5 }), run('c', { seed: 9 }), turned as ReturnType<typeof run>])
    expect(groups.map(({ runs }) => runs.map(({ id }) => id))).toEqual([['a', 'c', 'd'], ['b']])
  })

  test('are labeled by the common settings of their runs, and a single run by its name', () => {
    const { title } = presetNamed('window')!
    const [group] = groupsOf([run('a', { seed: 7, threshold: 0.5 }), run('b', { seed: 8, threshold: 0.5 })])
    expect(groupTitle(group!)).toBe(`${title}: Threshold 0.50 (2 runs)`)
    expect(groupTitle({ id: 'a', runs: [{ ...run('a'), name: 'mine' }] })).toBe('mine')
  })

  test('have mean and band in a cell, or the common text, and say how many were measured', () => {
    const columns = finalColumns([run('a')])
    const cell = (title: string, runs: ReturnType<typeof run>[], band: 'deviation' | 'range') =>
      groupCell(columns.find((column) => column.title === title)!, { id: 'a', runs }, band)
    const runs = [run('a', { testAccuracy: 0.8 }), run('b', { seed: 2, testAccuracy: 0.9 })]
    expect(cell('Test accuracy', runs, 'range')).toBe('85.00 % (80.00 % to 90.00 %)')
    expect(cell('Test accuracy', runs, 'deviation')).toBe('85.00 % ± 7.07 %')
    expect(cell('Test accuracy', [runs[0]!, run('c', { testAccuracy: Number.NaN })], 'range')).toBe('80.00 %, of 1')
    expect(cell('Adapter', runs, 'range')).toBe('swiftshader')
    expect(cell('Seed', runs, 'range')).toBe('2 different')
  })

  test('differ in settings with all values of their runs, and are marked if these differ', () => {
    const groups = groupsOf([1, 2, 3].map((seed) => run(`a${seed}`, { seed })).concat(run('b', { threshold: 0.5 })))
    expect(groupDifferences(groups).map(({ path, values, changed }) => [path, values, changed])).toEqual([
      ['neuron.threshold', ['1.00', '0.50'], [false, true]],
      ['run.seed', ['3 different: 1, 2, 3', '1'], [false, true]],
    ])
    expect(groupDifferences(groups.slice(0, 1)).map(({ values }) => values)).toEqual([['3 different: 1, 2, 3']])
  })
})

test('the runs of an experiment are those of all its seeds', () => {
  const list = [run('a', { seed: 3 }), run('b', { threshold: 0.5 }), run('c', { seed: 4 })]
  expect(runsOf(run('x', { seed: 9 }).experiment as Experiment, list).map(({ id }) => id)).toEqual(['a', 'c'])
  expect(runsOf(run('x', { threshold: 2 }).experiment as Experiment, list)).toEqual([])
})

describe('a mean', () => {
  test('has the sample standard deviation, or the range; one value has no width; no value gives null', () => {
    expect(spreadOf([1, 2, 3], 'deviation')).toEqual({ mean: 2, low: 1, high: 3, count: 3 })
    expect(spreadOf([1, undefined, 6, Number.NaN, 2], 'range')).toEqual({ mean: 3, low: 1, high: 6, count: 3 })
    expect(spreadOf([4], 'deviation')).toEqual({ mean: 4, low: 4, high: 4, count: 1 })
    expect(spreadOf([undefined], 'range')).toBeNull()
  })

  test('has as many digits as its standard deviation', () => {
    expect([withDeviation(1.95904, 0.002115), withDeviation(1959, 12.3), withDeviation(0.5, 0.25)]).toEqual([
      '1.9590 ± 0.0021',
      '1959 ± 12',
      '0.50 ± 0.25',
    ])
    expect([withDeviation(1, 0), withDeviation(1, 1e-9)]).toEqual([null, null])
  })

  test('of curves ends with the shortest, and skips positions at which one has no value', () => {
    const curves = [
      { x: [1, 2, 3, 4], y: [10, 20, 30, 40] },
      { x: [1, 2, 3], y: [30, Number.NaN, 50] },
    ]
    expect(meanCurve(curves, 'range')).toEqual({ x: [1, 3], mean: [20, 40], low: [10, 30], high: [30, 50] })
    expect(meanCurve([], 'range').x).toEqual([])
  })
})

test('shares are drawn in percent, and times in seconds', () => {
  const axes = Object.fromEntries(finalColumns([run('a')]).map(({ title, axis }) => [title, axis?.unit]))
  expect(axes).toMatchObject({ 'Best test accuracy': '%', 'Test loss': undefined, 'Gradient-available': '%', 'Trained for': 's' })
})

test('numeric settings that differ are columns, except for the seed', () => {
  const runs = [run('a'), run('b', { seed: 2, threshold: 0.5 })]
  const columns = settingColumns(runs)
  expect(columns.map(({ title }) => title)).toEqual(['Threshold, neuron and surrogate'])
  expect(runs.map(columns[0]!.value!)).toEqual([1, 0.5])
  expect(runs.map(columns[0]!.text)).toEqual(['1.00', '0.50'])
})
