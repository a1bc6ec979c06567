/** Accuracies by condition and by part of a class, counted by hand. */
import { expect, test } from 'vitest'
import type { DataShape } from '../../data/schema'
import { groupsOf, valuesOf } from './groups'
import { groupMetrics } from './metrics'

const shape: DataShape = {
  title: '',
  height: 1,
  width: 1,
  channels: 1,
  classes: 4,
  train: 1,
  test: 5,
  conditions: [
    { name: 'light', title: 'Light', values: ['bright', 'dim', 'never'] },
    { name: 'gone', title: 'Not recorded', values: ['a'] },
  ],
  factors: [
    { title: 'order', values: ['0', '1'], byClass: [0, 1, 0, 1] },
    { title: 'shape', values: ['0', '1'], byClass: [0, 0, 1, 1] },
  ],
}
const words = (...values: number[]) => ({ shape: [1], type: 'u32' as const, values: Uint32Array.from(values) })

test('counts what is right of each value that occurs, and of each part of a class', () => {
  const set = { count: 5, streams: { labels: words(0, 1, 2, 3, 3), light: words(0, 0, 1, 1, 1) } }
  expect(groupsOf(shape, set, Uint32Array.of(0, 3, 2, 1, 3))).toEqual([
    {
      title: 'Light',
      rows: [
        { metric: 'testAccuracy.light.0', name: 'bright', count: 2, correct: 1 },
        { metric: 'testAccuracy.light.1', name: 'dim', count: 3, correct: 2 },
      ],
    },
    {
      title: 'Part of the class',
      rows: [
        { metric: 'testAccuracy.factor.0', name: 'order', count: 5, correct: 5 },
        { metric: 'testAccuracy.factor.1', name: 'shape', count: 5, correct: 3 },
      ],
    },
  ])
})

test('each is a metric of its own, but for a condition with many values', () => {
  const many = { name: 'subject', title: 'Subject', values: Array.from({ length: 9 }, (_, i) => String(i)) }
  const metrics = groupMetrics({ ...shape, conditions: [...shape.conditions!, many] })
  expect(metrics.map(({ name, among }) => [name, among!.group, among!.part])).toEqual([
    ['testAccuracy.light.0', 'Light', 'bright'],
    ['testAccuracy.light.1', 'Light', 'dim'],
    ['testAccuracy.light.2', 'Light', 'never'],
    ['testAccuracy.gone.0', 'Not recorded', 'a'],
    ['testAccuracy.factor.0', 'Part of the class', 'order'],
    ['testAccuracy.factor.1', 'Part of the class', 'shape'],
  ])
  const groups = [
    {
      title: '',
      rows: [
        { metric: 'testAccuracy.light.1', name: '', count: 4, correct: 1 },
        { metric: 'testAccuracy.subject.0', name: '', count: 4, correct: 1 },
      ],
    },
  ]
  expect(valuesOf(groups, metrics)).toEqual({ 'testAccuracy.light.1': 0.25 })
})

test('a set of which nothing is known has no groups', () => {
  const { conditions, factors, ...plain } = shape
  expect(groupsOf(plain, { count: 1, streams: { labels: words(0) } }, Uint32Array.of(0))).toEqual([])
})
