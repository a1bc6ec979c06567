/** The table of runs: its sort order, and groups by seed. */

import { expect, test } from 'vitest'
import type { Experiment } from '../../../experiments/schema'
import { runOf } from '../../../testing/runs'
import { finalColumns } from '../../state/runs/run-columns'
import { groupsOf } from '../../state/runs/run-groups'
import { groupColumns, groupedRows, verdictOf } from './group-rows'
import { runRows, type Sorting, sortedRows, turned } from './sorted-rows'

const { summary } = runOf('x')
const run = (id: string, testAccuracy: number | undefined, name = id) => ({
  ...summary,
  id,
  name,
  finals: { ...summary.finals, values: { ...summary.finals.values, ...(testAccuracy === undefined ? {} : { testAccuracy }) } },
})
const { testAccuracy: _, ...untested } = summary.finals.values
const never = { ...run('never', 0), finals: { ...summary.finals, values: untested } }
const runs = [run('b', 0.9, 'run 10'), never, run('a', 0.1, 'run 9'), run('c', 0.1, 'Run 2')]
const columns = finalColumns(runs)
const heads = ['Run', ...columns.map(({ title }) => title)]
const order = (sorting: Sorting | null) => sortedRows(runRows(runs, columns), heads, sorting).map(({ id }) => id)

test('by a number either way, with missing numbers last and equal ones in their previous order', () => {
  expect(order({ by: 'Test accuracy', way: 'descending' })).toEqual(['b', 'a', 'c', 'never'])
  expect(order({ by: 'Test accuracy', way: 'ascending' })).toEqual(['a', 'c', 'b', 'never'])
})

test('by text in natural order, and not at all by a missing column', () => {
  expect(order({ by: 'Run', way: 'ascending' })).toEqual(['never', 'c', 'a', 'b'])
  expect(order({ by: 'Gone', way: 'ascending' })).toEqual(['b', 'never', 'a', 'c'])
  expect(order(null)).toEqual(['b', 'never', 'a', 'c'])
})

test('a column goes from the largest first to the smallest first and back to none', () => {
  const down = turned(null, 'Seed')
  const up = turned(down, 'Seed')
  expect(down?.way).toBe('descending')
  expect(up?.way).toBe('ascending')
  expect(turned(up, 'Seed')).toBeNull()
  expect(turned(up, 'Run')).toEqual({ by: 'Run', way: 'descending' })
})

test('groups are sorted by their means', () => {
  const other = { ...summary.experiment, encoder: { kind: 'direct' as const, steps: 9 } }
  const groups = groupsOf([run('a', 0.1), { ...run('b', 0.4), experiment: other as Experiment }, run('c', 0.9)])
  const all = groupColumns(columns, 'deviation', groups)
  const rows = groupedRows(groups, all)
  const groupHeads = ['Run', ...all.map(({ title }) => title)]
  expect(sortedRows(rows, groupHeads, { by: 'Test accuracy', way: 'descending' }).map(({ id }) => id)).toEqual(['a', 'b'])
  expect(rows[0]!.keys[all.findIndex(({ title }) => title === 'Test accuracy')]).toBe(0.5)
})

test('groups have how far they are behind the best next to the deciding metric, and a verdict', () => {
  const at = (id: string, steps: number, seed: number, testAccuracy: number) => {
    const one = run(id, testAccuracy)
    const experiment = {
      ...one.experiment,
      encoder: { kind: 'direct' as const, steps },
      run: { ...one.experiment.run, seed },
    } as Experiment
    return { ...one, experiment }
  }
  const seeds = [1, 2, 3, 4, 5, 6]
  const both = seeds.flatMap((seed) => [at(`a${seed}`, 2, seed, 0.7 + seed / 100), at(`b${seed}`, 3, seed, 0.9 + seed / 200)])
  const groups = groupsOf(both)
  const all = groupColumns(columns, 'range', groups)
  const from = all.findIndex(({ title }) => title === 'Test accuracy')
  expect(all.slice(from, from + 4).map(({ title }) => title)).toEqual(['Test accuracy', '95\u00a0% interval', 'behind the best', 'p'])
  const cells = groupedRows(groups, all).map((row) => row.cells.slice(from + 2, from + 4))
  expect(cells).toEqual([
    [expect.stringMatching(/^18\.25 \(17\.\d\d to 1\d\.\d\d\)$/), '0.031'],
    ['–', '–'],
  ])
  expect(verdictOf(groups)).toMatch(/ is ahead of .* by 18\.25 points of test accuracy/)
  expect(verdictOf(groupsOf([...both, { ...at('c', 2, 7, 0.5), step: 1 }]))).toMatch(/not trained for the same number of steps\.$/)
  expect(verdictOf(groups.slice(0, 1))).toBeNull()
})
