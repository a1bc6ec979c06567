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
/** Of a run whose evaluations are done in two ways. */
const metrics = metricsOf(
  PRESETS.find(({ experiment: { network } }) => network.kind === 'recurrent' && network.recurrence.kind === 'adaptive')!.experiment,
)
/** What is asked for in the next animation frame. */
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
  it('takes rows once', () => {
    const rows = scalarRows(0, 10, 600)
    receiveFrame({ kind: 'scalars', rows })
    takeFrames()
    receiveFrame({ kind: 'scalars', rows: scalarRows(5, 15, 600) })
    takeFrames()
    takeFrames()
    expect(history.curves.rows.count).toBe(15)
    expect(metricColumn(history.curves, 'trainLoss')[0]).toBe(rows.columns.trainLoss![0])
  })
  it('keeps a distribution of each layer', () => {
    take(5)
    const layer = history.layers.get('hidden 2')
    expect(layer?.series.count).toBe(1)
    const row = layer!.series.data.subarray(0, DENSITY + layer!.bins)
    expect(row.subarray(DENSITY).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 2)
    expect(row[LAYER.inside]).toBeGreaterThan(row[LAYER.fixed]!)
  })
  it('tells the gap between the single span and the soft mix at a test; none where there is no mix', () => {
    const test = (step: number, accuracy: number, soft: number | null) => {
      const mixed = soft === null ? {} : { testLossMixed: 1, testAccuracyMixed: soft }
      receiveFrame({ kind: 'report', step, epoch: 1, values: { testLoss: 2, testAccuracy: accuracy, ...mixed }, detail: null })
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
  it('keeps what is put back right after the frames were cleared', () => {
    receiveFrame({ kind: 'scalars', rows: scalarRows(0, 10, 600) })
    take(10)
    clearFrames()
    restoreHistory(scalarRows(0, 6, 600), [])
    takeFrames()
    expect(history.curves.rows.count).toBe(6)
    expect(history.layers.size).toBe(0)
  })
  it('keeps what frames said after the worker was asked for what it has', () => {
    receiveFrame({ kind: 'scalars', rows: scalarRows(0, 6, 600) })
    takeFrames()
    receiveFrame({ kind: 'scalars', rows: scalarRows(6, 9, 600) })
    receiveFrame({ kind: 'report', step: 8, epoch: 1, values: { testLoss: 2 }, detail: null })
    restoreHistory(scalarRows(0, 6, 600), [{ step: 4, values: { testLoss: 1 } }])
    receiveFrame({ kind: 'scalars', rows: scalarRows(9, 12, 600) })
    takeFrames()
    expect(Array.from(stepsOfRows(history.curves))).toEqual(Array.from(scalarRows(0, 12, 600).step))
    expect(Array.from(stepsOfRows(history.tests))).toEqual([4, 8])
  })
  it('has what is put back drawn, though no frame comes after it', () => {
    let drawn = 0
    const stop = onFrames(['scalars'], () => drawn++)
    draw()
    const before = drawn
    restoreHistory(scalarRows(0, 6, 600), [])
    draw()
    stop()
    expect(drawn).toBe(before + 1)
  })
  it('is not emptied by frames of the run before that come late', () => {
    take(3)
    clearFrames()
    restoreHistory(scalarRows(0, 40, 600), [{ step: 40, values: { testLoss: 1 } }], {
      step: 40,
      snapshots: [moment(0), moment(39)],
      gaps: [],
    })
    receiveFrame({ kind: 'scalars', rows: scalarRows(0, 3, 600) })
    receiveFrame({ kind: 'report', step: 3, epoch: 1, values: { testLoss: 2 }, detail: null })
    take(0)
    expect({ curves: history.curves.rows.count, tests: history.tests.rows.count }).toEqual({ curves: 40, tests: 1 })
    take(40)
    expect(snapshotSteps()).toEqual([0, 39, 40])
  })
  it('keeps no moment or row of the run before that came after all was forgotten', () => {
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
    expect([series.count, history.curves.rows.count]).toEqual([2, 4])
    clearFrames()
    // Its last frame is of a step that the run that follows has at its first one.
    of('before', 9)
    of('open', 12)
    expect(snapshotSteps()).toEqual([12])
    expect(history.curves.rows.count).toBe(12)
  })
  it('stays where weights of a file begin another run in its middle', () => {
    const of = (run: string, step: number) => {
      receiveFrame({ ...membraneFrames(world, 1, 0), run, step })
      takeFrames()
    }
    of('before', 3)
    continueAsAnotherRun()
    of('loaded', 5)
    expect(snapshotSteps()).toEqual([3, 5])
  })
  it('of a run that was put back takes no frame of another', () => {
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
  it('of a run that is resumed has the moments and gaps that are kept, and a gap up to the next', () => {
    take(7)
    clearFrames()
    const steps = [0, 2, 4, 24, 30]
    const kept = { from: 4, to: 24 }
    const moments = steps.map((step) => ({ ...moment(step), ...(step === 30 && { next: true }) }))
    restoreHistory(scalarRows(0, 90, 600), [], { step: 90, snapshots: moments, gaps: [kept] })
    take(90)
    // One that was seen at a standstill says so when it is looked back at.
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
  it('has a gap before the first moment of a run whose past is not kept, and where views were paused; none where they follow each other', () => {
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
  it('forgets with the frames, and when training starts over', () => {
    take(5)
    clearFrames()
    takeFrames()
    expect(history.layers.size).toBe(0)
    take(50)
    take(3)
    expect(history.layers.get('hidden 1')?.series.x[0]).toBe(3)
  })
  it('looks back at a kept frame, and to now', () => {
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
