/** Runs are kept when they pause, end or are left, with complete curves; one that never trained is not; one that is gone on with is one. */
import { beforeEach, describe, expect, it } from 'vitest'
import { withChange } from '../../../experiments/changes'
import { presetNamed } from '../../../experiments/presets'
import type { Experiment } from '../../../experiments/schema'
import type { MetricRows, TestRow } from '../../../readings/metrics'
import type { RunDetail, RunSummary } from '../../../runs/record'
import { membraneOf, stateOf } from '../../../testing/runs'
import type { Frame, Progress, RunState } from '../../../worker/protocol'
import { createRecorder, type Recorder } from './recorder'

const experiment = presetNamed('window')!.experiment
const rowsOf = (from: number, to: number): MetricRows => {
  const step = Uint32Array.from({ length: to - from + 1 }, (_, at) => from + at)
  const column = Float32Array.from(step, (at) => 1 / at)
  return { step, columns: { trainLoss: column, trainAccuracy: column, gradientNorm: column, rate: column } }
}
const progress = (id: string, step: number): Progress => ({
  id,
  step,
  totalSteps: 100,
  epoch: 0,
  epochs: 1,
  stepsPerEpoch: 50,
  samplesPerSecond: 1,
  elapsedMs: 10 * step,
  evaluating: false,
})
const stateFrame = (id: string, step: number, kind: 'paused' | 'running' | 'finished'): Frame => ({
  kind: 'state',
  state: { kind, step },
  progress: progress(id, step),
})
const membrane = (step: number, next = false): Frame => ({
  kind: 'membrane',
  step,
  layers: [membraneOf('lif1', 3)],
  watchShare: 0,
  framesPerSecond: 1,
  ...(next && { next }),
})

let now = 0
let saved: Map<string, { summary: RunSummary; detail: RunDetail }>
let saves: number
let has: { state: RunState; progress: Progress; rows: MetricRows; tests: TestRow[] } | null
let recorder: Recorder
/** The experiment that the page has open; null while another run is open. */
let opened: Experiment | null
/** What the page shows of neurons as equations. */
let variable: string | null

beforeEach(() => {
  now = 1_000_000
  opened = experiment
  variable = null
  saved = new Map()
  saves = 0
  has = null
  recorder = make()
})

function make(): Recorder {
  return createRecorder({
    now: () => now,
    open: () =>
      opened && {
        experiment: opened,
        preset: 'window',
        layers: [
          { name: 'equations1', kind: 'equations', shape: [12], inputs: 4, parameters: 9, watchable: [], variables: ['v', 'b', 'w'] },
        ],
        provenance: { adapter: 'test', software: true, app: '1', shaders: 'ff' },
      },
    worker: () =>
      has && {
        state: async () => ({ state: has!.state, progress: has!.progress }),
        scalars: async () => has!.rows,
        tests: async () => has!.tests,
      },
    variable: () => variable,
    linkOf: async ({ changes }) => (changes ? '#changed' : '#window.1'),
    readDetail: async (id) => saved.get(id)?.detail,
    async save(summary, detail) {
      saves++
      saved.set(summary.id, { summary, detail })
    },
    saveNow: (summary, detail) => void saved.set(summary.id, { summary, detail }),
  })
}
const train = (id: string, step: number, kind: 'paused' | 'running' | 'finished', tests: TestRow[] = []) => {
  has = { state: { kind, step }, progress: progress(id, step), rows: rowsOf(1, step), tests }
  recorder.take(stateFrame(id, step, kind))
}

describe('a run', () => {
  it('is saved when it pauses, with the data of the worker, and again when it ends', async () => {
    recorder.take(stateFrame('a', 0, 'paused'))
    recorder.take(membrane(0))
    train('a', 5, 'running')
    expect(saves).toBe(0)
    recorder.take(membrane(5))
    train('a', 8, 'paused', [{ step: 8, values: { testLoss: 0.5, testAccuracy: 0.75 } }])
    await recorder.record()
    const { summary, detail } = saved.get('a')!
    expect(summary).toMatchObject({ state: 'unfinished', step: 8, totalSteps: 100, experiment, link: '#window.1', elapsedMs: 80 })
    expect(summary.started).toBe(now)
    expect(summary.finals).toMatchObject({ values: { trainLoss: 0.125, testAccuracy: 0.75 }, best: { testAccuracy: 0.75 } })
    expect(summary.finals.gradientAvailable).toBeGreaterThan(0)
    expect(summary.thumbnail.loss).toHaveLength(8)
    expect(summary.thumbnail.membrane?.layer).toBe('lif1')
    expect([...detail.curves.step]).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(detail.frames.map(({ step }) => step)).toEqual([0, 5])
    expect(recorder.past()).toEqual({ frames: detail.frames, gaps: [{ from: 0, to: 5 }] })
    train('a', 100, 'finished')
    await recorder.record()
    expect(saved.get('a')!.summary).toMatchObject({ state: 'finished', step: 100 })
  })

  it('is saved again with the snapshot at which it paused, which arrives after that', async () => {
    recorder.take(stateFrame('a', 0, 'paused'))
    train('a', 8, 'running')
    recorder.take(membrane(6))
    train('a', 8, 'paused')
    await recorder.record()
    expect(saved.get('a')!.detail.frames.at(-1)?.step).toBe(6)
    recorder.take(membrane(8, true))
    await expect.poll(() => saved.get('a')!.detail.frames.at(-1)?.step).toBe(8)
    expect(saved.get('a')!.detail.frames.map(({ next }) => next)).toEqual([undefined, true])
  })

  it('keeps which state was shown, with its counts, and no other state', async () => {
    const both = (step: number): Frame => {
      const frame = membrane(step) as Extract<Frame, { kind: 'membrane' }>
      return { ...frame, layers: [{ ...frame.layers[0]!, states: [stateOf('b', 3), stateOf('w', 3)] }] }
    }
    recorder.take(stateFrame('a', 0, 'paused'))
    train('a', 5, 'running')
    recorder.take(both(5))
    variable = 'w'
    recorder.take(both(9))
    train('a', 9, 'paused')
    await recorder.record()
    const { detail } = saved.get('a')!
    expect(detail.variable).toBe('w')
    expect(detail.frames.map(({ layers }) => layers[0]!.states?.map(({ name }) => name))).toEqual([undefined, ['w']])
  })

  it('keeps the name of a state without counts of it, and of none that its neurons lack', async () => {
    const saveWith = async (shown: string, step: number) => {
      variable = shown
      train('a', step, 'paused')
      await recorder.record()
      return saved.get('a')!.detail
    }
    recorder.take(stateFrame('a', 0, 'paused'))
    recorder.take(membrane(4))
    const { variable: known, frames } = await saveWith('b', 4)
    expect(known).toBe('b')
    expect(frames.every(({ layers }) => layers[0]!.states === undefined)).toBe(true)
    expect((await saveWith('u', 5)).variable).toBeUndefined()
  })

  it('is saved again after an evaluation while paused, and when the page closes right after one', async () => {
    recorder.take(stateFrame('a', 0, 'paused'))
    train('a', 8, 'paused')
    await recorder.record()
    expect(saved.get('a')!.summary.finals.values.testAccuracy).toBeUndefined()
    recorder.take({ kind: 'report', part: 'test', step: 8, epoch: 1, values: { testLoss: 1, testAccuracy: 0.5 }, detail: null })
    recorder.leave()
    expect(saved.get('a')!.summary.finals.values.testAccuracy).toBe(0.5)
    saved.clear()
    await expect.poll(() => saved.get('a')?.summary.finals.values.testAccuracy).toBe(0.5)
  })

  it('is saved with the changes made during training, and so is its link', async () => {
    recorder.take(stateFrame('a', 0, 'paused'))
    train('a', 8, 'paused')
    await recorder.record()
    opened = withChange(experiment, 8, { rate: 0.5 })
    await recorder.record()
    expect(saved.get('a')!.summary).toMatchObject({ experiment: { changes: [{ step: 8, rate: 0.5 }] }, link: '#changed' })
  })

  it('that comes back is not saved with the experiment that was open before', async () => {
    train('a', 8, 'paused')
    await recorder.record()
    const { summary } = saved.get('a')!
    // The worker reports the run before the page has opened it.
    recorder.take(stateFrame('b', 3, 'paused'))
    opened = null
    train('a', 8, 'paused')
    await recorder.record()
    recorder.leave()
    expect(saved.get('a')!.summary).toBe(summary)
    opened = withChange(experiment, 8, { rate: 0.5 })
    await recorder.record()
    expect(saved.get('a')!.summary.experiment).toBe(opened)
  })

  it('is not saved before it has trained', async () => {
    recorder.take(stateFrame('a', 0, 'paused'))
    await recorder.record()
    recorder.leave()
    expect(saved.size).toBe(0)
  })

  it('is saved at intervals during training', async () => {
    recorder.take(stateFrame('a', 0, 'paused'))
    train('a', 5, 'running')
    now += 14_000
    train('a', 6, 'running')
    await Promise.resolve()
    expect(saved.size).toBe(0)
    now += 2_000
    train('a', 7, 'running')
    await expect.poll(() => saved.get('a')?.summary.step).toBe(7)
  })

  it('is saved with the reason of its failure', async () => {
    recorder.take(stateFrame('a', 0, 'paused'))
    has = null
    recorder.take({ kind: 'scalars', rows: rowsOf(1, 3) })
    const failed: RunState = { kind: 'failed', step: 3, error: 'The loss is not finite.', recoverable: true }
    recorder.take({ kind: 'state', state: failed, progress: progress('a', 3) })
    await recorder.record()
    expect(saved.get('a')!.summary).toMatchObject({ state: 'failed', error: 'The loss is not finite.' })
    // If no worker answers, the curves come from frames.
    expect([...saved.get('a')!.detail.curves.step]).toEqual([1, 2, 3])
  })

  it('is saved at once when the page closes', () => {
    recorder.take(stateFrame('a', 0, 'paused'))
    recorder.take({ kind: 'scalars', rows: rowsOf(1, 4) })
    recorder.take({ kind: 'report', part: 'test', step: 4, epoch: 1, values: { testLoss: 1, testAccuracy: 0.5 }, detail: null })
    recorder.take(stateFrame('a', 4, 'running'))
    recorder.leave()
    const { summary, detail } = saved.get('a')!
    expect({ step: summary.step, testAccuracy: summary.finals.values.testAccuracy, stepLength: detail.curves.step.length }).toEqual({
      step: 4,
      testAccuracy: 0.5,
      stepLength: 4,
    })
  })

  it('is saved with the gaps in which its views were paused, also when it is resumed after a reload', async () => {
    recorder.take(stateFrame('a', 0, 'paused'))
    train('a', 10, 'running')
    for (const step of [0, 2, 4]) recorder.take(membrane(step))
    recorder.stopWatching()
    train('a', 40, 'running')
    await recorder.record()
    expect(saved.get('a')!.detail.gaps).toEqual([{ from: 4, to: 40 }])
    train('a', 44, 'running')
    for (const step of [42, 44]) recorder.take(membrane(step))
    train('a', 44, 'paused')
    await recorder.record()
    expect(saved.get('a')!.detail.gaps).toEqual([{ from: 4, to: 42 }])
    recorder = make()
    recorder.take(stateFrame('a', 44, 'paused'))
    train('a', 46, 'running')
    for (const step of [44, 46]) recorder.take(membrane(step))
    await recorder.record()
    expect(saved.get('a')!.detail.frames.map(({ step }) => step)).toEqual([0, 2, 4, 42, 44, 46])
    expect(saved.get('a')!.detail.gaps).toEqual([{ from: 4, to: 42 }])
  })

  it('is a new one after a reset, and ignores frames of the previous one', async () => {
    train('a', 9, 'paused')
    recorder.take(membrane(9))
    await recorder.record()
    recorder.take(stateFrame('b', 0, 'paused'))
    recorder.take(membrane(9))
    expect(recorder.past().frames).toEqual([])
    train('b', 2, 'paused')
    await recorder.record()
    expect([...saved.keys()]).toEqual(['a', 'b'])
    expect([...saved.get('b')!.detail.curves.step]).toEqual([1, 2])
  })

  it('that is resumed after a reload is one run, with its past up to the step of resuming', async () => {
    recorder.take(stateFrame('a', 0, 'paused'))
    train('a', 10, 'running')
    for (const step of [2, 4, 6, 10]) recorder.take(membrane(step))
    train('a', 10, 'paused', [
      { step: 5, values: { testLoss: 1, testAccuracy: 0.25 } },
      { step: 10, values: { testLoss: 1, testAccuracy: 0.5 } },
    ])
    await recorder.record()
    recorder = make()
    recorder.take({ kind: 'state', state: { kind: 'compiling', done: 0, total: 1, what: '' }, progress: progress('a', 0) })
    // Back at the checkpoint of step 5; the worker has its rows from there on. A frame of the run before is late.
    recorder.take(stateFrame('a', 5, 'paused'))
    recorder.take(membrane(0))
    recorder.take(membrane(5))
    has = { state: { kind: 'paused', step: 7 }, progress: progress('a', 7), rows: rowsOf(6, 7), tests: [] }
    recorder.take(stateFrame('a', 7, 'paused'))
    recorder.take(membrane(7))
    await recorder.record()
    const { detail } = saved.get('a')!
    expect(detail.frames.map(({ step }) => step)).toEqual([2, 4, 5, 7])
    expect([...detail.curves.step]).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(detail.tests.map(({ step }) => step)).toEqual([5])
  })

  it('that is resumed keeps its past when the page closes before that was read', async () => {
    recorder.take(stateFrame('a', 0, 'paused'))
    train('a', 10, 'paused')
    recorder.take(membrane(10))
    await recorder.record()
    recorder = make()
    recorder.take({ kind: 'state', state: { kind: 'compiling', done: 0, total: 1, what: '' }, progress: progress('a', 0) })
    opened = null
    recorder.take(stateFrame('a', 10, 'paused'))
    recorder.take(membrane(10))
    await recorder.record()
    opened = experiment
    recorder.leave()
    expect(saved.get('a')!.detail.curves.step).toHaveLength(10)
  })
})
