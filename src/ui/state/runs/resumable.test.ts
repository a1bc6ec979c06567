/** A link that hides controls does not offer what they lead to. */
import { expect, it } from 'vitest'
import { DEFAULT_PRESET, presetNamed } from '../../../experiments/presets'
import type { ResumableRun } from '../../../worker/protocol'
import { resumableRuns } from './resumable'

const { experiment } = presetNamed(DEFAULT_PRESET)!
const other = { ...experiment, run: { ...experiment.run, seed: 9 } }
const run = (id: string, of: typeof experiment): ResumableRun => ({
  id,
  saved: 0,
  experiment: of,
  preset: DEFAULT_PRESET,
  step: 8,
  totalSteps: 3000,
  byteLength: 1,
  readable: true,
})
const changed = { ...experiment, changes: [{ step: 3, rate: 0.5, schedule: { kind: 'constant' as const } }] }
const saved: readonly ResumableRun[] = [
  run('same', experiment),
  run('changed', changed as typeof experiment),
  run('other', other),
  { id: 'broken', readable: false },
]
const ids = (runs: readonly ResumableRun[]) => runs.map(({ id }) => id)

it('offers all, and with hidden controls only runs of the open experiment', () => {
  expect(ids(resumableRuns(saved, [], experiment))).toEqual(['same', 'changed', 'other', 'broken'])
  expect(ids(resumableRuns(saved, ['share', 'curves'], experiment))).toEqual(['same', 'changed', 'other', 'broken'])
  // The experiment in the address comes first.
  expect(ids(resumableRuns(saved, [], other))).toEqual(['other', 'same', 'changed', 'broken'])
  for (const hidden of [['experiment'], ['presets'], ['runs', 'health']] as const)
    expect(ids(resumableRuns(saved, hidden, experiment))).toEqual(['same', 'changed'])
  expect(ids(resumableRuns(saved, ['runs'], other))).toEqual(['other'])
})
