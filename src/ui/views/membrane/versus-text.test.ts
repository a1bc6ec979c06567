/** Names of other runs: each states how it differs from the open one, and each comparison run is offered once. */
import { expect, it } from 'vitest'
import { withChange } from '../../../experiments/changes'
import { withEdit } from '../../../experiments/edit'
import { presetNamed } from '../../../experiments/presets'
import type { Experiment } from '../../../experiments/schema'
import { runOf } from '../../../testing/runs'
import { changedSettings, comparisonsOf, overlays, runName } from './versus-text'

const base = presetNamed('window')!.experiment
const edited = (...edits: [path: string, value: unknown][]): Experiment =>
  edits.reduce((now, [path, value]) => {
    const next = withEdit(now, path, value)
    if (!next.ok) throw new Error(path)
    return next.experiment
  }, base)
const open = { experiment: base, preset: 'window' }
const runWith = (id: string, experiment: Experiment, change = {}) => runOf(id, { experiment, ...change }).summary

it('runs of one preset are told apart by what they have otherwise', () => {
  const seed = edited(['run.seed', 7])
  expect(runName(runWith('a', seed), open)).toBe('Seed 7')
  expect(runName(runWith('a', base), { ...open, experiment: seed })).toBe(`Seed ${base.run.seed}`)
  expect(runName(runWith('a', seed, { name: 'mine' }), open)).toBe('mine')
  expect(runName(runWith('a', base), open)).toMatch(/^the same settings, .*2025/)
  expect(runName(runWith('a', seed, { preset: 'blank' }), open)).toBe('Blank: Seed 7')
  const many = edited(['run.seed', 7], ['neuron.threshold', 0.5], ['run.epochs', 3], ['optimizer.rate', 0.5])
  expect(runName(runWith('a', many), open)).toMatch(/, 1 more$/)
})

it('so are those that were changed while they trained', () => {
  const changed = withChange(base, 22, { rate: 0.01 })
  expect(changedSettings(base, changed)).toBe(`after step 22: Learning rate ${base.optimizer.rate} → 0.01`)
  expect(changedSettings(changed, base)).toBe('unchanged while it trained')
})

it('the possible comparison runs are the preset, the draft before the last edit and saved runs of the preset, each once', () => {
  const [now, before, other] = [edited(['run.seed', 7]), edited(['run.seed', 6]), edited(['neuron.threshold', 0.5])]
  const past = [
    open,
    { experiment: before, preset: 'window' },
    { experiment: now, preset: 'window' },
    { experiment: base, preset: 'blank' },
  ]
  const runs = [runWith('a', other), runWith('b', now), runWith('c', other), runWith('d', base), runWith('e', other, { preset: 'blank' })]
  expect(comparisonsOf({ experiment: now, preset: 'window' }, past, runs).map(({ title }) => title)).toEqual([
    'the preset, unchanged',
    'as before the edit, Seed 6',
    `run Threshold 0.50, Seed ${base.run.seed}`,
  ])
  expect(comparisonsOf(open, [], [])).toEqual([])
  expect(comparisonsOf({ experiment: now, preset: 'window' }, past, runs, ['share']).length).toBe(3)
  for (const hidden of ['experiment', 'presets', 'runs'] as const)
    expect(comparisonsOf({ experiment: now, preset: 'window' }, past, runs, [hidden])).toEqual([])
})

it('a link that hides what leads to other experiments has saved runs of its own laid over it alone', () => {
  const runs = [runWith('a', edited(['run.seed', 7])), runWith('b', base), runWith('c', withChange(base, 22, { rate: 0.01 }))]
  const ids = (hidden: Parameters<typeof overlays>[2]) => overlays(open, runs, hidden).map(({ id }) => id)
  expect(ids([])).toEqual(['a', 'b', 'c'])
  expect(ids(['presets'])).toEqual(['b', 'c'])
})
