/** Exported curves: units in the header, and no more digits than were measured. */
import { expect, it } from 'vitest'
import { presetNamed } from '../../../experiments/presets'
import type { RunSummary } from '../../../runs/record'
import { NO_CURVES } from '../../../runs/summary'
import { curvesFile } from './curves-file'

it('has a row a step, shares in percent as the head says, and the digits of a float32', () => {
  const run = { name: 'mine', id: 'a1', preset: 'blank', experiment: presetNamed('blank')!.experiment } as RunSummary
  const columns = { trainLoss: Float32Array.of(2.3, 0.1), trainAccuracy: Float32Array.of(0.35, 0.8) }
  const tests = [{ step: 2, epoch: 1, values: { testLoss: 0.25, testAccuracy: 0.9 } }]
  expect(curvesFile([{ run, detail: { curves: { step: Uint32Array.of(1, 2), columns }, tests } as never }])).toEqual([
    ['run', 'id', 'seed', 'step', 'split', 'loss', 'accuracy (%)'],
    ['mine', 'a1', 2025, 1, 'train', 2.3, 35],
    ['mine', 'a1', 2025, 2, 'train', 0.1, 80],
    ['mine', 'a1', 2025, 2, 'test', 0.25, 90],
  ])
})

it('tells runs of one name apart, and a metric measured in two ways', () => {
  const { experiment } = presetNamed('s-mnist-small')!
  const runs = [1, 2].map((seed) => ({ name: 'mine', id: `run ${seed}`, experiment: { ...experiment, run: { ...experiment.run, seed } } }))
  const tests = [{ step: 1, values: { testAccuracy: 0.25, testAccuracyMixed: 0.5 } }]
  const [heads, ...rows] = curvesFile(runs.map((run) => ({ run, detail: { curves: NO_CURVES, tests } }) as never))
  const columns = ['id', 'seed', 'accuracy (%)', 'accuracy, softmax-weighted skips (%)'].map((head) => heads!.indexOf(head))
  expect(rows.map((row) => columns.map((column) => row[column]))).toEqual([
    ['run 1', 1, 25, 50],
    ['run 2', 2, 25, 50],
  ])
})
