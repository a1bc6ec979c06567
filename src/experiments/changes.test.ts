/** Changes of a run as a part of its experiment. */
import { expect, test } from 'vitest'
import { asOf, changesBy, mayChange, newValues, nextChange, withChange } from './changes'
import { readDraft, setAt } from './edit'
import { PRESETS, presetNamed } from './presets'
import type { Experiment } from './schema'

const { experiment } = PRESETS[0]!

test('each step is made by the changes up to it', () => {
  const changed = withChange(withChange(experiment, 40, { rate: 0.5, clipNorm: 2 }), 90, { rate: 0.25 })
  expect(asOf(changed, 39)).toEqual(experiment)
  expect(asOf(changed, 40)).toMatchObject({ optimizer: { rate: 0.5 }, clipNorm: 2 })
  expect(asOf(changed, 90)).toMatchObject({ optimizer: { rate: 0.25 }, clipNorm: 2 })
  expect(asOf(changed, 90)).not.toHaveProperty('changes')
  expect([0, 40, 90].map((step) => nextChange(changed, step))).toEqual([40, 90, Number.POSITIVE_INFINITY])
  expect([39, 40, 100].map((step) => changesBy(changed, step))).toEqual([0, 1, 2])
  expect(readDraft(changed)).toEqual({ ok: true, experiment: changed })
})

test('what is set now holds: later changes of the same values are dropped, others stay', () => {
  const planned = withChange(withChange(experiment, 40, { rate: 0.5 }), 90, { rate: 0.25, clipNorm: 1 })
  expect(withChange(planned, 60, { rate: 0.125 }).changes).toEqual([
    { step: 40, rate: 0.5 },
    { step: 60, rate: 0.125 },
    { step: 90, clipNorm: 1 },
  ])
  expect(withChange(planned, 40, { clipNorm: 3 }).changes).toEqual([
    { step: 40, rate: 0.5, clipNorm: 3 },
    { step: 90, rate: 0.25 },
  ])
})

test('tells what may change while it trains from what needs another run', () => {
  const next = { ...experiment, clipNorm: 3, run: { ...experiment.run, epochs: 77 }, schedule: { kind: 'cosine' } } as typeof experiment
  expect(newValues(experiment, next)).toEqual({ clipNorm: 3, epochs: 77, schedule: { kind: 'cosine' } })
  expect(newValues(experiment, experiment)).toEqual({})
  expect(newValues(experiment, { ...next, run: { ...next.run, seed: 1 } })).toBeNull()
})

test('of an agent the algorithm has fields that may change; another algorithm is another run', () => {
  const [agent, critics, team] = ['grsn-cart', 'sacd-cart', 'spread-vdn'].map((name) => presetNamed(name)!.experiment)
  const set = (e: Experiment, path: string, value: unknown) => setAt(e, path.split('.'), value) as Experiment
  const next = set(set(agent!, 'algorithm.gamma', 0.75), 'algorithm.entropyWeight', 0)
  expect(newValues(agent!, next)).toEqual({ gamma: 0.75, entropyWeight: 0 })
  expect(newValues(agent!, set(next, 'algorithm.epochs', 2))).toBeNull()
  expect(newValues(agent!, critics!)).toBeNull()
  const changed = withChange(agent!, 5, { lambda: 0.5 })
  expect(asOf(changed, 5)).toEqual(set(agent!, 'algorithm.lambda', 0.5))
  expect(readDraft(changed)).toEqual({ ok: true, experiment: changed })
  expect(newValues(critics!, set(critics!, 'algorithm.temperature.rate', 0.5))).toEqual({ temperatureRate: 0.5 })
  const exploration = { start: 0.5, end: 0.05, over: 10 }
  expect(newValues(team!, set(team!, 'algorithm.exploration', exploration))).toEqual({ exploration })
  expect(mayChange('algorithm.exploration.over')).toBe(true)
  // Settings of other algorithms are ignored, and networks that learn from samples have none of them.
  expect(asOf(withChange(critics!, 5, { clip: 0.5 }), 5)).toEqual(critics)
  expect(readDraft({ ...experiment, changes: [{ step: 5, gamma: 0.5 }] }).ok).toBe(false)
})

test.each([
  [
    'out of order',
    [
      { step: 9, rate: 0.1 },
      { step: 9, rate: 0.2 },
    ],
  ],
  ['at step 0', [{ step: 0, rate: 0.1 }]],
  ['of another field', [{ step: 5, seed: 1 }]],
  ['out of bounds', [{ step: 5, rate: 100 }]],
  ['none', []],
  ['too many', Array.from({ length: 201 }, (_, i) => ({ step: i + 1, rate: 0.1 }))],
])('refuses changes %s', (_, changes) => {
  expect(readDraft({ ...experiment, changes }).ok).toBe(false)
})
