/** The content of a selection, compared with a count of single potentials; windows on trial; a pinned snapshot with other bins. */
import { describe, expect, it, vi } from 'vitest'
import { countAt, countBelow, countBetween, sharesAt, sharesOverall, stepsOf } from '../../../readings/shares'
import { membraneFrame, type SyntheticRun, sampleFrame } from '../../../testing/frames'
import { columnsOf, firedIn, orderOf, type Raster } from '../../base/columns'
import { membraneLayout, partAt } from '../../views/membrane/membrane-layout'
import { perBin } from '../../views/membrane/overlay'
import { rangeAfter } from '../../views/membrane/range-keys'
import { cellAt, litIn, rasterPlace } from '../../views/raster/raster-chart'
import { stepAt } from '../session/playback'
import { frameOfSample } from '../session/sample-counts'
import { overlayOf, type Pinned } from './pinned'
import {
  histogramOf,
  insideRange,
  litNeuron,
  ofNeurons,
  regionBetween,
  roundedPotential,
  setOfChannel,
  setOfRegion,
} from './selected-counts'
import type { PotentialRange } from './selection'
import { edgesAt, isExact, shownOverall, shownShares, trialAfter, trialOfWidth, widthAt } from './window-trial'

vi.stubGlobal('requestAnimationFrame', () => 0)

const world: SyntheticRun = { layers: 2, steps: 4, neurons: 64, threshold: 1, decay: 0.2, batch: 100 }
const frame = membraneFrame(world, 1, 3)
const layer = sampleFrame(world).layers[1]!
const potential = (step: number, neuron: number) => layer.membrane[step * layer.neurons + neuron]!

const rasterOf = (shape: { height: number; width: number; channels: number } | null): Raster => {
  const columns = columnsOf(layer, shape, null)
  const fired = firedIn(layer, columns)
  return { layer, columns, fired, order: orderOf(fired, columns.count, 'rate') }
}

describe('a range of potentials', () => {
  const range: PotentialRange = { kind: 'potentials', low: -0.4, high: 0.7, steps: { from: 1, to: 3 } }
  it('contains what a count of single potentials gives', () => {
    const inside = insideRange(layer, range)
    const found = new Set<number>()
    let [potentials, spikes] = [0, 0]
    for (const t of [1, 2])
      for (let n = 0; n < layer.neurons; n++)
        if (potential(t, n) >= -0.4 && potential(t, n) < 0.7) {
          found.add(n)
          potentials++
          spikes += layer.spikes[t * layer.neurons + n]!
        }
    expect(inside).toEqual({ neurons: found.size, potentials, spikes })
    expect(potentials).toBeGreaterThan(10)
    const lit = litIn(rasterOf(null), range)
    expect(lit.reduce((a, b) => a + b)).toBe(potentials)
    expect(litIn(rasterOf({ height: 4, width: 4, channels: 4 }), range).reduce((a, b) => a + b)).toBe(potentials)
    const isLit = litNeuron(layer, range, null)
    expect(Array.from({ length: layer.neurons }, (_, n) => n).filter(isLit)).toEqual([...found].sort((a, b) => a - b))
    expect(litNeuron(layer, range, 0)(0)).toBe(false)
  })
  it('counts the same in the frame of the sample, exactly', () => {
    const counted = frameOfSample(frame, layer)
    const count = [1, 2].reduce((sum, t) => sum + countBetween(counted, t, -0.4, 0.7), 0)
    expect(count).toBe(insideRange(layer, range).potentials)
    expect(countBelow(counted, 0, Number.POSITIVE_INFINITY)).toBe(layer.neurons)
  })
  it('is controlled by keys: started at the window, moved, widened, limited to a step, ended', () => {
    const press = (key: string, now: PotentialRange | null, shiftKey = false) =>
      rangeAfter({ key, shiftKey, ctrlKey: false, metaKey: false, altKey: false }, now, frame, 0)
    const begun = press('Enter', null)!
    expect(begun.low).toBeCloseTo(frame.windowLow[0]!, 2)
    expect(begun.steps).toBeNull()
    const moved = press('ArrowRight', begun)!
    expect(moved.low).toBeGreaterThan(begun.low)
    expect(moved.high - moved.low).toBeCloseTo(begun.high - begun.low, 1)
    expect(press('ArrowRight', begun, true)!.low).toBe(begun.low)
    expect(press('ArrowDown', begun)!.steps).toEqual({ from: 0, to: 1 })
    expect(press('ArrowUp', begun)!.steps).toEqual({ from: 3, to: 4 })
    expect(press('ArrowDown', { ...begun, steps: { from: 3, to: 4 } })!.steps).toBeNull()
    expect(press('Escape', begun)).toBeNull()
    expect(press('ArrowRight', null)).toBeUndefined()
    const narrow = { ...begun, high: begun.low + 0.001 }
    expect(press('ArrowLeft', narrow, true)).toBe(narrow)
  })
  it('has edges whose displayed values are the counted ones', () => {
    expect(roundedPotential(0.123456, { low: -4.5, high: 4.5 })).toBe(0.123)
    expect(roundedPotential(-0.00012345, { low: -0.045, high: 0.045 })).toBe(-0.00012)
  })
})

describe('neurons at steps', () => {
  const raster = rasterOf(null)
  const place = rasterPlace(400, 200, 1, 4)
  it('are those of the rectangle, in any order of the raster', () => {
    const a = cellAt(place, raster, place.left + 1, place.top + 1, false)!
    const b = cellAt(place, raster, place.left + (10.5 / 64) * place.width, place.top + 1.5 * place.rowHeight, false)!
    expect({ a, b }).toEqual({ a: { place: 0, step: 0 }, b: { place: 10, step: 1 } })
    const set = setOfRegion('hidden 2', raster, regionBetween(b, a))
    expect(set.steps).toEqual({ from: 0, to: 2 })
    expect(Array.from(set.neurons)).toEqual(Array.from(raster.order.slice(0, 11)).sort((x, y) => x - y))
    expect(cellAt(place, raster, place.left - 30, place.top, false)).toBeNull()
    expect(cellAt(place, raster, 1e6, 1e6, true)).toEqual({ place: 63, step: 3 })
    const counts = histogramOf(layer, set, frame, 1)!
    expect(counts.reduce((x, y) => x + y)).toBe(11)
    expect(histogramOf(layer, set, frame, 2)).toBeNull()
    const own = ofNeurons(layer, set, frame, null)
    expect(own.potentials).toBe(22)
    expect(own.below + own.inWindow + own.above).toBe(22)
    const inWindow = [0, 1].flatMap((t) =>
      Array.from(set.neurons, (n) => potential(t, n) > frame.windowLow[t]! && potential(t, n) < frame.windowHigh[t]!),
    )
    expect(own.inWindow).toBe(inWindow.filter(Boolean).length)
  })
  it('of a channel are those at all of its positions', () => {
    const shape = { height: 4, width: 4, channels: 4 }
    const set = setOfChannel('hidden 2', layer, shape, 3, 2)
    expect(Array.from(set.neurons)).toEqual(Array.from({ length: 16 }, (_, p) => 4 * p + 3))
    expect(set.steps).toEqual({ from: 2, to: 3 })
    const column = setOfRegion('hidden 2', rasterOf(shape), { places: { from: 0, to: 1 }, steps: set.steps })
    expect(column.neurons).toHaveLength(16)
    expect(column.words).toMatch(/^channel \d$/)
  })
})

describe('a window on trial', () => {
  it('has the exact counts if it is the run’s own or the fixed one, and reports otherwise', () => {
    const unchanged = { threshold: frame.threshold, widen: 1 }
    expect(isExact(frame, unchanged)).toBe(true)
    for (let t = 0; t < 4; t++) expect(shownShares(frame, t, unchanged).inside).toBe(frame.available[t]! / frame.total)
    expect(shownOverall(frame, unchanged).inside).toBeCloseTo(sharesOverall(frame).inside, 12)
    const wide = { threshold: frame.threshold, widen: 1.5 }
    expect(isExact(frame, wide)).toBe(false)
    const one = { threshold: frame.threshold, widen: 1 / (frame.windowHigh[0]! - frame.windowLow[0]!) }
    expect(shownShares(frame, 0, one).inside).toBe(frame.availableFixed[0]! / frame.total)
    for (const trial of [unchanged, wide, one, { threshold: 0.3, widen: 0.5 }]) {
      const { below, inside, above } = shownShares(frame, 1, trial)
      expect(below + inside + above).toBeCloseTo(1, 9)
    }
  })
  it('of a sample counts every potential', () => {
    const counted = frameOfSample(frame, layer)
    const trial = { threshold: 0.37, widen: 0.81 }
    expect(isExact(counted, trial)).toBe(true)
    for (let t = 0; t < 4; t++) {
      const [low, high] = edgesAt(frame, t, trial)
      const inside = Array.from({ length: layer.neurons }, (_, n) => potential(t, n)).filter((u) => u > low && u < high).length
      expect(shownShares(counted, t, trial).inside).toBe(inside / layer.neurons)
    }
  })
  it('widens about the threshold by an edge or by its width', () => {
    const trial = trialAfter(frame, 0, null, 'high', 1 + widthAt(frame, 0, null))
    expect(trial.widen).toBeCloseTo(2, 6)
    expect(widthAt(frame, 0, trialOfWidth(frame, 0, trial, 0.5))).toBeCloseTo(0.5, 9)
    expect(trialAfter(frame, 0, trial, 'low', trial.threshold).widen).toBe(0.01)
  })
})

describe('a point of the plot', () => {
  it('is a potential and a step, in the histograms and in the heat map', () => {
    const layout = membraneLayout(900, 260, 1, frame, null)
    const at = partAt(layout, 4, layout.x(0.5), layout.top + 1.5 * layout.rowHeight)!
    expect(at.u).toBeCloseTo(0.5, 9)
    expect({ row: at.row, heat: at.heat }).toEqual({ row: 1, heat: false })
    const heat = partAt(layout, 4, layout.heat!.scale(-0.25), layout.top + layout.plotHeight - 1)!
    expect(heat.u).toBeCloseTo(-0.25, 9)
    expect({ row: heat.row, heat: heat.heat }).toEqual({ row: 3, heat: true })
    expect(partAt(layout, 4, 2, 2)).toBeNull()
    expect(partAt(layout, 4, 2, 2, true)).toMatchObject({ u: frame.low, row: 0 })
  })
})

describe('a pinned snapshot', () => {
  const pinned: Pinned = { run: null, runId: 'a', stepsPerEpoch: 600, at: () => ({ step: 320, layers: [frame] }) }
  it('is drawn over the layer of the same name, and says which run it is from', () => {
    expect(overlayOf(null, frame.layer, 4, 0, 'a')).toBeNull()
    const label = 'epoch 0.53, batch 320'
    expect(overlayOf(pinned, frame.layer, 4, 0, 'a')).toEqual({ ok: true, frame, label, short: label })
    expect(overlayOf(pinned, frame.layer, 4, 0, 'b')?.label).toBe('epoch 0.53, batch 320 of the previous run')
    const run = { ...pinned, run: { id: 'x', name: 'narrow' } }
    expect(overlayOf(run, frame.layer, 4, 0, 'b')).toMatchObject({ label: 'narrow, epoch 0.53, batch 320', short: `narrow, ${label}` })
    // At the step that the views show, the run's name is enough.
    expect(overlayOf(run, frame.layer, 4, 320, 'b')).toMatchObject({ label: 'narrow, epoch 0.53, batch 320', short: 'narrow' })
    expect(overlayOf(pinned, 'lif9', 4, 0, 'a')).toMatchObject({ ok: false, why: `It has no layer lif9; its layers are ${frame.layer}.` })
    expect(overlayOf(pinned, frame.layer, 8, 0, 'a')).toMatchObject({ ok: false, why: 'Its layers have 4 steps, these 8.' })
  })
  it('with wider bins is drawn at the height of its density', () => {
    const halved = { ...frame, bins: frame.bins / 2, counts: new Uint32Array(4 * (frame.bins / 2 + 3)) }
    for (let t = 0; t < stepsOf(frame); t++)
      for (let bin = 0; bin < frame.bins; bin++) halved.counts[t * (halved.bins + 3) + (bin >> 1)]! += countAt(frame, t, bin)
    const share = countAt(halved, 0, 20) * perBin(halved, frame)
    expect(share).toBeCloseTo((countAt(frame, 0, 40) + countAt(frame, 0, 41)) / 2 / frame.total, 9)
    expect(sharesAt(halved, 0).inside).toBe(sharesAt(frame, 0).inside)
  })
})

describe('history played back', () => {
  it('goes from the first snapshot to now, then is live', () => {
    expect(stepAt(0, [5, 50, 90], 100, false)).toBe(5)
    expect(stepAt(0.5, [5, 50, 90], 105, false)).toBe(55)
    expect(stepAt(1, [5, 50, 90], 100, false)).toBeNull()
    expect(stepAt(0.2, [], 100, false)).toBeNull()
  })
  it('with reduced motion shows few still images, each a stored snapshot', () => {
    const moments = Array.from({ length: 100 }, (_, k) => 3 * k)
    const shown = new Set(Array.from({ length: 1000 }, (_, k) => stepAt(k / 1000, moments, 300, true)))
    expect(shown.size).toBe(12)
    for (const step of shown) expect(moments).toContain(step)
  })
})
