/** Edits of what may change while a run trains: the worker is asked for a change, the run stays; against a stand-in of the worker. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type NewValues, withChange } from '../../../experiments/changes'
import type { Experiment } from '../../../experiments/schema'
import type { Client } from '../../../worker/client'
import { setLab, store } from '../store/store'
import { settingsNow } from './changed-settings'
import { edit, openPreset, redo, undo, withoutChanges, withSettingsNow } from './edit'
import { flush, putWeights, reset } from './opening'
import { pause } from './training'
import { experimentOf, isShown, setClient } from './worker-connection'

const calls: string[] = []
let step = 0
let refusal: string | null = null
/** An action of the user while the worker is busy. */
let meanwhileSet: (() => void) | null = null
let experiment: Experiment | null = null
const stub = {
  predict: async () => ({ problems: [] }),
  async open(next: Experiment, { id }: { id: string }) {
    calls.push(`open ${next.optimizer.rate}`)
    layersAtOpening.push(store.getState().layers.length)
    experiment = next
    const { progress } = store.getState()
    if (progress) setLab({ progress: { ...progress, id } })
    shown.push(isShown())
  },
  async change(values: NewValues) {
    calls.push(`change ${JSON.stringify(values)}`)
    if (refusal !== null) throw new Error(refusal)
    experiment = withChange(experiment!, step, values)
    return experiment
  },
  async load() {
    calls.push('load')
    meanwhileSet?.()
  },
  async reset() {
    calls.push('reset')
  },
  pause: async () => {
    calls.push('pause')
    meanwhileSet?.()
  },
  play: async () => void calls.push('play'),
  state: async () => ({ progress: store.getState().progress }),
  scalars: async () => ({ step: [], columns: {} }),
  tests: async () => [],
  /** Like the worker, it reports the state of the run before it answers. */
  async resume(id: string) {
    calls.push('resume')
    const run = kept.get(id)!
    step = run.step
    experiment = run.experiment
    trained(step)
    setLab({ progress: { ...store.getState().progress!, id } })
    meanwhile.push(experimentOf(id))
    shown.push(isShown())
    return {
      ...run,
      id,
      preset: 'window',
      exact: true,
      layers: [],
      otherParts: [],
      cost: null,
      totalSteps: 1000,
      stepsPerEpoch: 100,
      pinned: 0,
    }
  },
}
/** How many layers the page showed while the worker was opening something. */
const layersAtOpening: number[] = []
/** The runs that were left, and what the page says of one that is on its way back. */
const kept = new Map<string, { step: number; experiment: Experiment }>()
const meanwhile: (Experiment | null)[] = []
/** Whether the run that the worker reported before its answer was the page's own. */
const shown: boolean[] = []

beforeEach(async () => {
  vi.stubGlobal('requestAnimationFrame', () => 0)
  setClient({ api: stub } as unknown as Client)
  step = 0
  setLab({ run: { kind: 'idle' } })
  edit('run.seed', 1 + store.getState().open.run.seed)
  edit('optimizer.rate', 0.01)
  await flush()
  calls.length = 0
  meanwhile.length = 0
  shown.length = 0
  layersAtOpening.length = 0
})
afterEach(() => {
  setClient(null)
  vi.unstubAllGlobals()
})

/** The run is at a step. */
function trained(steps: number): void {
  step = steps
  const { draftRun, open } = store.getState()
  const numbers = { step, totalSteps: 1000, epoch: 0, epochs: open.run.epochs, stepsPerEpoch: 100, samplesPerSecond: 0, elapsedMs: 0 }
  setLab({ progress: { id: draftRun, ...numbers, evaluating: false }, run: { kind: 'running', step } })
}

it('a run that has learned something continues with the new value, and the form shows it', async () => {
  trained(40)
  const { draftRun } = store.getState()
  edit('optimizer.rate', 0.002)
  await flush()
  const state = store.getState()
  expect(calls).toEqual(['change {"rate":0.002}'])
  expect(state.draftRun).toBe(draftRun)
  expect(state.open.changes).toEqual([{ step: 40, rate: 0.002 }])
  expect(state.draft).toBe(state.open)
  expect(state.open.optimizer.rate).toBe(0.01)
  expect(settingsNow(state).optimizer.rate).toBe(0.002)
  expect(state.notice?.text).toBe('After step 40: Learning rate 0.01 → 0.002. The run continues.')
})

it('the message for a paused run does not say that it continues', async () => {
  trained(40)
  setLab({ run: { kind: 'paused', step } })
  edit('optimizer.rate', 0.002)
  await flush()
  expect(store.getState().notice?.text).toBe('After step 40: Learning rate 0.01 → 0.002. Play continues with it.')
})

it('undo changes the value back from the current step on, and redo restores it', async () => {
  trained(40)
  edit('optimizer.rate', 0.002)
  await flush()
  trained(60)
  undo()
  await flush()
  expect(settingsNow(store.getState()).optimizer.rate).toBe(0.01)
  trained(70)
  redo()
  await flush()
  expect(store.getState().open.changes).toEqual([
    { step: 40, rate: 0.002 },
    { step: 60, rate: 0.01 },
    { step: 70, rate: 0.002 },
  ])
  expect(calls.filter((call) => call.startsWith('open'))).toEqual([])
})

it('an edit that needs another network starts another run with the current settings, and keeps training', async () => {
  trained(40)
  edit('optimizer.rate', 0.002)
  await flush()
  const { draftRun } = store.getState()
  edit('neuron.threshold', 0.75)
  await flush()
  await vi.waitFor(() => expect(calls).toEqual(['change {"rate":0.002}', 'pause', 'open 0.002', 'play']))
  const state = store.getState()
  expect(state.draftRun).not.toBe(draftRun)
  expect(state.open).not.toHaveProperty('changes')
})

it('a running run continues with the new value even before its first step was reported', async () => {
  trained(0)
  const { draftRun } = store.getState()
  step = 3
  edit('optimizer.rate', 0.002)
  await flush()
  expect(calls).toEqual(['change {"rate":0.002}'])
  expect(store.getState()).toMatchObject({ draftRun, open: { changes: [{ step: 3, rate: 0.002 }] } })
  // The progress belongs to another run until the worker reports.
  setLab({ progress: { ...store.getState().progress!, id: 'another' } })
  edit('optimizer.rate', 0.004)
  expect(store.getState().draftRun).not.toBe(draftRun)
})

it('before anything is learned, all edits change the experiment itself', async () => {
  edit('optimizer.rate', 0.002)
  await flush()
  expect(calls.filter((call) => call !== 'pause')).toEqual(['open 0.002'])
})

it('an invalid value on the way to a valid one changes nothing and ends no run', async () => {
  trained(40)
  const { draftRun } = store.getState()
  edit('optimizer.rate', -1)
  await flush()
  expect(calls).toEqual([])
  edit('optimizer.rate', 0.002)
  await flush()
  expect(calls).toEqual(['change {"rate":0.002}'])
  expect(store.getState().draftRun).toBe(draftRun)
})

it('a change that the worker rejects is reverted without a trace, and earlier changes stay', async () => {
  trained(40)
  edit('optimizer.rate', 0.002)
  await flush()
  refusal = 'The run has done 40 training steps.'
  edit('run.epochs', 0.01)
  await flush()
  expect(store.getState().problems).toMatchObject([{ path: 'run.epochs', message: refusal, ofRun: true }])
  expect(store.getState().notice).toEqual({ kind: 'error', text: refusal })
  refusal = null
  edit('run.epochs', store.getState().open.run.epochs)
  await flush()
  const { draft, open, problems, notice } = store.getState()
  expect(draft).toBe(open)
  expect(draft.changes).toEqual([{ step: 40, rate: 0.002 }])
  expect({ problems, notice }).toEqual({ problems: [], notice: null })
})

it('without its changes a run restarts with its initial settings, or with the current settings from its first step', async () => {
  trained(40)
  edit('optimizer.rate', 0.002)
  await flush()
  trained(50)
  const { draft } = store.getState()
  withoutChanges()
  expect(store.getState().draft.optimizer.rate).toBe(0.01)
  expect(store.getState().draft).not.toHaveProperty('changes')
  undo()
  expect(store.getState().draft).toBe(draft)
  withSettingsNow()
  expect(store.getState().draft.optimizer.rate).toBe(0.002)
  expect(store.getState().draft).not.toHaveProperty('changes')
  undo()
  await flush()
})

it('a run restored after a change is the same as before, and never the one that was open in between', async () => {
  trained(40)
  edit('optimizer.rate', 0.002)
  await flush()
  const { draftRun, open } = store.getState()
  kept.set(draftRun, { step: 40, experiment: structuredClone(open) })
  edit('neuron.threshold', 0.6)
  await flush()
  undo()
  await flush()
  expect(meanwhile).toEqual([null])
  // The run of the edit, and that which came back: views ask neither by the words of the one before.
  expect(shown).toEqual([false, false])
  expect(isShown()).toBe(true)
  expect(experimentOf(draftRun)).toBe(open)
  expect(store.getState()).toMatchObject({ draftRun, open, draft: open })
})

it('a run that was left before its change was reported comes back with the change', async () => {
  trained(40)
  const { draftRun, open } = store.getState()
  edit('optimizer.rate', 0.002)
  const { draft } = store.getState()
  await flush()
  kept.set(draftRun, { step: 40, experiment: store.getState().open })
  edit('neuron.threshold', 0.7)
  await flush()
  // The same as if the second edit came first: the previous draft has no changes.
  setLab({
    past: store.getState().past.map((past) => (past.run === draftRun && past.experiment !== open ? { ...past, experiment: draft } : past)),
  })
  undo()
  await flush()
  expect(store.getState().open.changes).toEqual([{ step: 40, rate: 0.002 }])
  expect(store.getState().draft).toBe(store.getState().open)
  expect(experimentOf(draftRun)).toBe(store.getState().open)
})

it('while another preset opens, the previous layers are removed; those of an edited experiment stay', async () => {
  const { layers, preset } = store.getState()
  try {
    setLab({ layers: [{ name: 'input', kind: 'input', shape: [4], inputs: 4, parameters: 0, watchable: [] }] })
    edit('run.seed', 1 + store.getState().open.run.seed)
    await flush()
    await openPreset(preset === 'blank' ? 'window' : 'blank')
    expect(layersAtOpening).toEqual([1, 0])
  } finally {
    setLab({ layers })
  }
})

it('reports that it is pausing until the worker has paused', async () => {
  const said = pause()
  expect(store.getState().pausing).toBe(true)
  await said
  expect(store.getState().pausing).toBe(false)
})

it('weights are not put into another experiment that is opened before they arrive', async () => {
  const loading = putWeights(new ArrayBuffer(0), store.getState().draft)
  edit('neuron.threshold', 0.6)
  await expect(loading).rejects.toThrow('Another experiment was opened before its weights arrived.')
  await flush()
  expect(calls).not.toContain('load')
  expect(store.getState()).toMatchObject({ open: { neuron: { threshold: 0.6 } }, draft: { neuron: { threshold: 0.6 } } })
  expect(store.getState().draft).toBe(store.getState().open)
})

it.each(['load', 'pause'])('an experiment that is set while weights are put or a run is reset is opened next: %s', async (during) => {
  trained(40)
  meanwhileSet = () => {
    if (calls.at(-1) !== during) return
    meanwhileSet = null
    edit('neuron.threshold', during === 'load' ? 0.7 : 0.8)
  }
  await (during === 'load' ? putWeights(new ArrayBuffer(0)) : reset())
  await flush()
  expect(store.getState().open).toMatchObject({ neuron: { threshold: during === 'load' ? 0.7 : 0.8 } })
  expect(store.getState().draft).toBe(store.getState().open)
})
