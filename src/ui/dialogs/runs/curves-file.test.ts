/** Exported curves: units in the header, and no more digits than were measured. */
import { expect, it } from 'vitest'
import { presetNamed } from '../../../experiments/presets'
import type { RunSummary } from '../../../runs/record'
import { curvesFile } from './curves-file'

it('has a row a step, shares in percent as the head says, and the digits of a float32', () => {
  const run = { name: 'mine', preset: 'blank', experiment: presetNamed('blank')!.experiment } as RunSummary
  const columns = { trainLoss: Float32Array.of(2.3, 0.1), trainAccuracy: Float32Array.of(0.35, 0.8) }
  const tests = [{ step: 2, epoch: 1, values: { testLoss: 0.25, testAccuracy: 0.9 } }]
  expect(curvesFile([{ run, detail: { curves: { step: Uint32Array.of(1, 2), columns }, tests } as never }])).toEqual([
    ['run', 'step', 'split', 'loss', 'accuracy (%)'],
    ['mine', 1, 'train', 2.3, 35],
    ['mine', 2, 'train', 0.1, 80],
    ['mine', 2, 'test', 0.25, 90],
  ])
})
