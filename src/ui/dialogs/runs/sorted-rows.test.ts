/** The sort order of the table of runs. */

import { expect, test } from 'vitest'
import type { Experiment } from '../../../experiments/schema'
import { runOf } from '../../../testing/runs'
import { finalColumns } from '../../state/runs/run-columns'
import { groupsOf } from '../../state/runs/run-groups'
import { groupedRows, runRows, type Sorting, sortedRows, turned } from './sorted-rows'

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
  expect([down?.way, up?.way, turned(up, 'Seed')]).toEqual(['descending', 'ascending', null])
  expect(turned(up, 'Run')).toEqual({ by: 'Run', way: 'descending' })
})

test('groups are sorted by their means', () => {
  const other = { ...summary.experiment, encoder: { kind: 'direct' as const, steps: 9 } }
  const groups = groupsOf([run('a', 0.1), { ...run('b', 0.4), experiment: other as Experiment }, run('c', 0.9)])
  const rows = groupedRows(groups, columns, 'deviation')
  expect(sortedRows(rows, heads, { by: 'Test accuracy', way: 'descending' }).map(({ id }) => id)).toEqual(['a', 'b'])
  expect(rows[0]!.keys[columns.findIndex(({ title }) => title === 'Test accuracy')]).toBe(0.5)
})
