/** The page's runs of a comparison, driven through a real session: metrics, a run that fails, a device that is lost. */
import { expect, test } from 'vitest'
import type { Look } from '../readings/looks'
import { comparisonOf, planOf, type RunResult } from '../studies/compare'
import { USUAL_LOOKS } from '../studies/looks'
import type { Position } from '../studies/pace'
import { runAll } from '../ui/dialogs/studies/compare'
import type { TrainingApi } from '../ui/state/runs/in-turn'
import { madeData, small } from './data'
import { openSessions } from './session'

const data = madeData(200, 60)
const openSession = openSessions(data)

/** A session as the page sees it; nothing acknowledges its frames. */
async function open() {
  const { session } = await openSession({}, false)
  const api: TrainingApi = {
    ...session,
    state: async () => session.state(),
    tests: async () => session.tests(),
    scalars: async () => session.scalars(),
    stopMeasuring: async () => session.stopMeasuring(),
  }
  return { session, api }
}

const comparison = comparisonOf(small(), { totalSteps: 20, stepsPerEpoch: 10 }, { times: [2, 3], seeds: [3, 4], steps: 7 })
const { signal } = new AbortController()

async function drive(
  api: TrainingApi,
  runs = planOf(comparison).runs,
  steps = comparison.steps,
  at: (position: Position) => void = () => undefined,
  look?: Look,
) {
  const results: RunResult[] = []
  const end = await runAll(api, { runs, steps, look }, signal, async () => undefined, {
    at,
    done: (result) => results.push(result),
  })
  return { end, results }
}

test('every run gives figures of its last step, and the same again where it is repeated', async () => {
  const { api, session } = await open()
  const { end, results } = await drive(api)
  expect(end).toBe('done')
  expect(results.length).toBe(8)
  for (const result of results) {
    if (!result.ok) throw new Error(result.error)
    expect(result.step).toBe(7)
    expect(result.layers.map(({ layer }) => layer)).toEqual(['lif1', 'lif2'])
    expect(result.layers.every(({ available }) => available.length === result.time)).toBe(true)
  }
  // Seven steps at once, read as the views read them.
  const [first] = planOf(comparison).runs
  await session.open(first!.experiment)
  await session.train(7)
  const { available, total } = await session.membrane('lif2')
  expect(results[0]!.ok && results[0]!.layers[1]!.available).toEqual(Array.from(available, (n) => n / total))
  expect((await drive(api)).results).toEqual(results)
})

test('a look at the end of a run is the one at the same network, changes no result, and says why there is none', async () => {
  const { api, session } = await open()
  const { runs } = planOf({ ...comparison, times: [3], seeds: [3] })
  const look = { ...USUAL_LOOKS.truth, draws: 64, samples: 2 }
  const { end, results } = await drive(api, runs, 7, undefined, look)
  expect(end).toBe('done')
  const [first] = runs
  await session.open(first!.experiment)
  await session.train(7)
  const alone = await session.look(look)
  expect(alone).toMatchObject({ kind: 'truth', samples: 2, layers: [{ layer: 'lif1' }, { layer: 'lif2' }, { layer: 'all layers' }] })
  expect(results[0]).toMatchObject({ ok: true, looked: alone })
  const without = await drive(api, runs, 7)
  expect(results.map((run) => (run.ok ? { ...run, looked: undefined } : run))).toEqual(without.results)
  const learned = planOf({ ...comparison, base: small({ neuron: { kind: 'plif' } }), times: [2], seeds: [3], steps: 2 }).runs
  const none = await drive(api, learned, 2, undefined, look)
  const why = 'Spikes can be drawn in place of those of LIF alone.'
  expect(none.results.map((run) => run.ok && run.looked)).toEqual(learned.map(() => ({ kind: 'truth', why })))
})

test('a run that is no longer finite is a result with its sentence; the next one trains', async () => {
  const { api } = await open()
  const variants = [
    { title: 'steep', edits: [['optimizer', { kind: 'sgd', rate: 10, momentum: 0, weightDecay: 1 }]] },
    { title: 'as it is', edits: [] },
  ] as const
  const base = small({ run: { epochs: 20, seed: 3 } })
  const { runs } = planOf(comparisonOf(base, { totalSteps: 200, stepsPerEpoch: 10 }, { variants, times: [2], seeds: [3], steps: 90 }))
  const { end, results } = await drive(api, runs, 90)
  expect(end).toBe('done')
  expect(results[0]).toMatchObject({ variant: 0, ok: false })
  expect(!results[0]!.ok && results[0]!.error).toMatch(/no longer a finite number at step \d+/)
  expect(results[1]).toMatchObject({ variant: 1, ok: true, step: 90 })
})

test('a lost device ends it with what there is, and the session opens another one', async () => {
  const { api, session } = await open()
  const { end, results } = await drive(api, undefined, undefined, ({ run, step }) => {
    if (run === 3 && step === 1) session.gpu.device.destroy()
  })
  expect(end).toBe('lost')
  expect(results.map(({ ok }) => ok)).toEqual([true, true, true])
  await session.open(small())
  await session.train(1)
  expect(session.state().state).toEqual({ kind: 'paused', step: 1 })
})
