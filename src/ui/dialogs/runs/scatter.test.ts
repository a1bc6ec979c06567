/** Runs as points: in the colors of their marks, over a column in which they differ. */

import { expect, it } from 'vitest'
import { presetNamed } from '../../../experiments/presets'
import type { LifSpec } from '../../../neurons/lif/schema'
import { runOf } from '../../../testing/runs'
import type { Colors } from '../../base/paint'
import { firstColumns, markedRuns, numberColumns, pointsOf, scatterTraces } from './scatter-traces'

const { experiment } = presetNamed('window')!
const run = (id: string, { seed = 1, threshold = 1, loss = 0.5 } = {}) => {
  const { summary } = runOf(id)
  return {
    ...summary,
    experiment: {
      ...experiment,
      run: { ...experiment.run, seed },
      neuron: { ...(experiment.neuron as LifSpec), threshold },
    },
    finals: { ...summary.finals, values: { ...summary.finals.values, trainLoss: loss } },
  }
}
/** Returns a distinct string for each color token. */
const COLORS = new Proxy({}, { get: (_, name) => `color of ${String(name)}` }) as Colors

it('has for each mark a trace in its color, runs of a group under one, and the rest apart', () => {
  const runs = [run('a'), run('b', { seed: 2 }), run('c', { threshold: 0.5 }), run('d', { threshold: 0.25 })]
  const columns = numberColumns(runs)
  const { x, y } = firstColumns(columns, runs)
  const traces = scatterTraces(markedRuns(pointsOf(runs, x, y), { a: 0, b: 0, c: 1 }), x, y, COLORS)
  expect(traces.map(({ marker: { color, symbol }, x }) => [color, symbol, x])).toEqual([
    ['color of run-1', 'circle', [1, 1]],
    ['color of run-2', 'square', [0.5]],
    ['color of ink3', 'circle-open', [0.25]],
  ])
  expect(traces[0]!.name).toMatch(/\(2 runs\)$/)
  expect(traces[2]!.name).toBe('further runs')
})

it.each([
  ['a setting', [run('a'), run('b', { threshold: 0.5 })], 'Threshold, neuron and surrogate'],
  ['what was measured', [run('a'), run('b', { seed: 2, loss: 0.25 })], 'Train loss'],
  ['the seed', [run('a'), run('b', { seed: 2 })], 'Seed'],
])('is first over %s in which the runs differ', (_, runs, title) => {
  const { x, y } = firstColumns(numberColumns(runs), runs)
  expect({ x: x.title, y: y.title }).toEqual({ x: title, y: 'Best test accuracy' })
})

it('has the last measured metric if no best is known', () => {
  const runs = [run('a'), run('b', { loss: 0.25 })].map((one) => ({ ...one, finals: { ...one.finals, best: {} } }))
  const { x, y } = firstColumns(numberColumns(runs), runs)
  expect({ x: x.title, y: y.title }).toEqual({ x: 'Train loss', y: 'Test accuracy' })
})

it('has no point where a number is missing or not finite', () => {
  const runs = [run('a'), run('b', { loss: Number.NaN })]
  const loss = numberColumns(runs).find(({ title }) => title === 'Train loss')!
  expect(pointsOf(runs, loss).map(({ id }) => id)).toEqual(['a'])
})
