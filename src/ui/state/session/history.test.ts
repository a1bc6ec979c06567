/** The history is filled from frames, bounded, and forgotten with them. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { PRESETS } from '../../../experiments/presets'
import { metricsOf } from '../../../studies/metrics'
import { membraneFrames, type SyntheticRun, scalarRows } from '../../../testing/frames'
import { clearFrames, onFrames, receiveFrame } from '../../base/frames'
import { metricColumn, stepsOfRows } from '../../base/metric-series'
import {
  continueAsAnotherRun,
  cursorStep,
  gapAt,
  history,
  layerAt,
  onWatchingStopped,
  restoreHistory,
  setCursor,
  shownMembrane,
  snapshotSteps,
  stopWatching,
  takeFrames,
} from './history'
import { DENSITY, LAYER } from './layer-history'

const world: SyntheticRun = { layers: 2, steps: 4, neurons: 64, threshold: 1, decay: 0.2, batch: 100 }
/** The metrics of a run that is evaluated in two ways. */
const metrics = metricsOf(
  PRESETS.find(({ experiment: { network } }) => network.kind === 'recurrent' && network.recurrence.kind === 'adaptive')!.experiment,
)
/** Callbacks for the next animation frame. */
const soon: (() => void)[] = []
vi.stubGlobal('requestAnimationFrame', (draw: () => void) => soon.push(draw))
const draw = () => {
  for (const one of soon.splice(0)) one()
}

const moment = (step: number) => ({ step, layers: membraneFrames(world, 1, 0).layers })
const take = (step: number) => {
  receiveFrame({ ...membraneFrames(world, 1, 0), step })
  takeFrames()
}

beforeEach(() => {
  clearFrames()
  takeFrames()
})

describe('history', () => {
  it('adds each row once', () => {
    const rows = scalarRows(0, 10, 600)
    receiveFrame({ kind: 'scalars', rows })
    takeFrames()
    receiveFrame({ kind: 'scalars', rows: scalarRows(5, 15, 600) })
    takeFrames()
    takeFrames()
    expect(history.curves.rows.count).toBe(15)
    expect(metricColumn(history.curves, 'trainLoss')[0]).toBe(rows.columns.trainLoss![0])
  })
  it('stores a distribution of each layer', () => {
    take(5)
    const layer = history.layers.get('hidden 2')
    expect(layer?.series.count).toBe(1)
    const row = layer!.series.data.subarray(0, DENSITY + layer!.bins)
    expect(row.subarray(DENSITY).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 2)
    expect(row[LAYER.inside]).toBeGreaterThan(row[LAYER.fixed]!)
  })
  it('has the gap between the single skip and the softmax-weighted skips at a test; null without the latter', () => {
    const test = (step: number, accuracy: number, soft: number | null) => {
      const mixed = soft === null ? {} : { testLossMixed: 1, testAccuracyMixed: soft }
      receiveFrame({
        kind: 'report',
        part: 'test',
        step,
        epoch: 1,
        values: { testLoss: 2, testAccuracy: accuracy, ...mixed },
        detail: null,
      })
      takeFrames()
    }
    expect(gapAt(metrics)).toBeNull()
    test(10, 0.25, 0.75)
    test(20, 0.5, 0.625)
    expect([gapAt(metrics, 15), gapAt(metrics)]).toEqual([-0.5, -0.125])
    receiveFrame({ ...membraneFrames(world, 1, 0), step: 30 })
    takeFrames()
    clearFrames()
    takeFrames()
    test(10, 0.25, null)
    expect(gapAt(metrics)).toBeNull()
  })
  it('keeps what is restored right after the frames were cleared', () => {
    receiveFrame({ kind: 'scalars', rows: scalarRows(0, 10, 600) })
    take(10)
    clearFrames()
    restoreHistory(scalarRows(0, 6, 600), [])
    takeFrames()
    expect(history.curves.rows.count).toBe(6)
    expect(history.layers.size).toBe(0)
  })
  it('keeps rows of frames that arrived after the worker was asked', () => {
    receiveFrame({ kind: 'scalars', rows: scalarRows(0, 6, 600) })
    takeFrames()
    receiveFrame({ kind: 'scalars', rows: scalarRows(6, 9, 600) })
    receiveFrame({ kind: 'report', part: 'test', step: 8, epoch: 1, values: { testLoss: 2 }, detail: null })
    restoreHistory(scalarRows(0, 6, 600), [{ step: 4, values: { testLoss: 1 } }])
    receiveFrame({ kind: 'scalars', rows: scalarRows(9, 12, 600) })
    takeFrames()
    expect(Array.from(stepsOfRows(history.curves))).toEqual(Array.from(scalarRows(0, 12, 600).step))
    expect(Array.from(stepsOfRows(history.tests))).toEqual([4, 8])
  })
  it('requests a repaint of restored data, even if no frame follows', () => {
    let drawn = 0
    const stop = onFrames(['scalars'], () => drawn++)
    draw()
    const before = drawn
    restoreHistory(scalarRows(0, 6, 600), [])
    draw()
    stop()
    expect(drawn).toBe(before + 1)
  })
  it('is not cleared by late frames of the previous run', () => {
    take(3)
    clearFrames()
    restoreHistory(scalarRows(0, 40, 600), [{ step: 40, values: { testLoss: 1 } }], {
      step: 40,
      snapshots: [moment(0), moment(39)],
      gaps: [],
    })
    receiveFrame({ kind: 'scalars', rows: scalarRows(0, 3, 600) })
    receiveFrame({ kind: 'report', part: 'test', step: 3, epoch: 1, values: { testLoss: 2 }, detail: null })
    take(0)
    expect({ curves: history.curves.rows.count, tests: history.tests.rows.count }).toEqual({ curves: 40, tests: 1 })
    take(40)
    expect(snapshotSteps()).toEqual([0, 39, 40])
  })
  it('stores no snapshot or row of the previous run that arrives after it was cleared', () => {
    const of = (run: string, step: number) => {
      receiveFrame({ kind: 'scalars', run, rows: scalarRows(0, step, 600) })
      receiveFrame({ ...membraneFrames(world, 1, 0), run, step })
      takeFrames()
    }
    of('before', 0)
    clearFrames()
    of('before', 0)
    of('open', 0)
    of('open', 4)
    expect(snapshotSteps()).toEqual([0, 4])
    const { series } = history.layers.get('hidden 1')!
    expect(series.count).toBe(2)
    expect(history.curves.rows.count).toBe(4)
    clearFrames()
    // Its last frame has the step of the first frame of the next run.
    of('before', 9)
    of('open', 12)
    expect(snapshotSteps()).toEqual([12])
    expect(history.curves.rows.count).toBe(12)
  })
  it('stays when weights of a file begin another run at its current step', () => {
    const of = (run: string, step: number) => {
      receiveFrame({ ...membraneFrames(world, 1, 0), run, step })
      takeFrames()
    }
    of('before', 3)
    continueAsAnotherRun()
    of('loaded', 5)
    expect(snapshotSteps()).toEqual([3, 5])
  })
  it('of a restored run ignores frames of another', () => {
    clearFrames()
    restoreHistory(scalarRows(0, 40, 600), [], { run: 'open', step: 40, snapshots: [moment(39)], gaps: [] })
    receiveFrame({ kind: 'scalars', run: 'before', rows: scalarRows(40, 60, 600) })
    receiveFrame({ ...membraneFrames(world, 1, 0), run: 'before', step: 60 })
    takeFrames()
    expect([history.curves.rows.count, ...snapshotSteps()]).toEqual([40, 39])
    receiveFrame({ ...membraneFrames(world, 1, 0), run: 'open', step: 41 })
    takeFrames()
    expect(snapshotSteps()).toEqual([39, 41])
  })
  it('of a resumed run has the saved snapshots and gaps, and a gap up to the next frame', () => {
    take(7)
    clearFrames()
    const steps = [0, 2, 4, 24, 30]
    const kept = { from: 4, to: 24 }
    const moments = steps.map((step) => ({ ...moment(step), ...(step === 30 && { next: true }) }))
    restoreHistory(scalarRows(0, 90, 600), [], { step: 90, snapshots: moments, gaps: [kept] })
    take(90)
    // A snapshot taken while paused is marked as such when it is shown again.
    const marks = steps.map((step) => {
      setCursor(step)
      return shownMembrane()!.next ?? false
    })
    expect(marks).toEqual([false, false, false, false, true])
    setCursor(null)
    expect(snapshotSteps()).toEqual([...steps, 90])
    expect(history.gaps).toEqual([kept, { from: 30, to: 90 }])
    const layer = history.layers.get('hidden 1')!
    expect(layerAt(layer, 12, LAYER.inside)).toBeNaN()
    expect(layerAt(layer, 60, LAYER.inside)).toBeNaN()
    expect(layerAt(layer, 30, LAYER.inside)).toBeGreaterThan(0)
    expect(layerAt(layer, 90, LAYER.inside)).toBeGreaterThan(0)
    for (const step of [130, 170]) take(step)
    expect(history.gaps).toHaveLength(2)
  })
  it('has a gap before the first snapshot of a run without a saved past, and where views were paused; none between consecutive frames', () => {
    restoreHistory(scalarRows(0, 50, 600), [], { step: 50, snapshots: [], gaps: [] })
    for (const step of [50, 51, 53]) take(step)
    let told = 0
    onWatchingStopped(() => told++)
    stopWatching()
    take(54)
    stopWatching()
    take(80)
    expect(told).toBe(2)
    expect(history.gaps).toEqual([
      { from: 0, to: 50 },
      { from: 54, to: 80 },
    ])
    clearFrames()
    expect(history.gaps).toEqual([])
  })
  it('is cleared with the frames, and when training starts again', () => {
    take(5)
    clearFrames()
    takeFrames()
    expect(history.layers.size).toBe(0)
    take(50)
    take(3)
    expect(history.layers.get('hidden 1')?.series.x[0]).toBe(3)
  })
  it('shows a stored frame, and the newest again', () => {
    for (let step = 1; step <= 400; step++) take(step)
    setCursor(100)
    const back = shownMembrane()!.step
    expect(back).toBeLessThanOrEqual(100)
    expect(back).toBeGreaterThan(80)
    setCursor(null)
    expect(shownMembrane()?.step).toBe(400)
    expect(cursorStep()).toBeNull()
  })
})
