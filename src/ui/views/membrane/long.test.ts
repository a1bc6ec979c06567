/** Long sequences: the viewport, grouped steps, and that drawing loses no spike, no potential and no zero gradient. */
import { describe, expect, it } from 'vitest'
import { normOver, pooled, sharesAt, sharesOver, sharesOverall } from '../../../readings/shares'
import { isLong } from '../../../readings/steps'
import { LONG_RUN, membraneFrame, type SyntheticRun, sampleFrame } from '../../../testing/frames'
import { columnsOf, firedIn, orderOf, type Raster } from '../../base/columns'
import {
  groupLabel,
  groupsOf,
  isWhole,
  labeledSteps,
  moved,
  stepScale,
  stepUnder,
  viewportAfterKey,
  whole,
  zoomed,
} from '../../base/viewport'
import { stepAfter } from '../../shared/step-keys'
import { handlesAt, trialAfter } from '../../state/selection/window-trial'
import { dropNorms, keepNorms, keptNorms, MAX_KEPT, matchingCurve } from '../gradient-norm/kept-norms'
import { colorRange, normAxis, normText, power, scaleEnd } from '../gradient-norm/norms'
import { firedCells, longRasterPlace } from '../raster/long-raster'
import { densityOf, longMembraneLayout, shownBins } from './long-layout'
import { handlePlaces } from './long-membrane'

const world: SyntheticRun = { ...LONG_RUN, layers: 1, steps: 200, neurons: 48 }
const frame = membraneFrame(world, 2, 1)

describe('what is in sight', () => {
  it('is the whole until it is zoomed, and the place under the pointer stays', () => {
    const all = whole(784)
    expect(isWhole(all, 784)).toBe(true)
    const near = zoomed(all, 784, 1 / 4, 600)
    expect(near.to - near.from).toBeCloseTo(196, 9)
    expect(stepScale(near, 0, 100)(600)).toBeCloseTo(stepScale(all, 0, 100)(600), 9)
    expect(stepUnder(near, 40, 300)(stepScale(near, 40, 300)(555.5))).toBeCloseTo(555.5, 9)
  })
  it('never leaves the sequence, and never shows fewer than 8 steps', () => {
    for (const about of [0, 3, 400, 784]) {
      let viewport = whole(784)
      for (let k = 0; k < 40; k++) viewport = zoomed(viewport, 784, 0.7, about)
      expect(viewport.to - viewport.from).toBeCloseTo(8, 9)
      expect(viewport.from).toBeGreaterThanOrEqual(0)
      expect(viewport.to).toBeLessThanOrEqual(784)
    }
    expect(moved({ from: 100, to: 200 }, 784, 1e9)).toEqual({ from: 684, to: 784 })
    expect(moved({ from: 100, to: 200 }, 784, -1e9)).toEqual({ from: 0, to: 100 })
    expect(zoomed({ from: 700, to: 780 }, 784, 100, 710)).toEqual(whole(784))
  })
  it('follows the keys', () => {
    const viewport = { from: 300, to: 400 }
    const led = (key: string) => viewportAfterKey(key, viewport, 784)
    expect(led('0')).toEqual(whole(784))
    expect(led('ArrowRight')).toEqual({ from: 312.5, to: 412.5 })
    expect(led('PageUp')).toEqual({ from: 200, to: 300 })
    expect(led('End')).toEqual({ from: 684, to: 784 })
    expect(led('+')!.to - led('+')!.from).toBeLessThan(100)
    expect(led('-')!.to - led('-')!.from).toBeGreaterThan(100)
    expect(led('x')).toBeNull()
  })
  it('has labels at the first step and at round numbers', () => {
    expect(labeledSteps(whole(784), 8)).toEqual([0, 99, 199, 299, 399, 499, 599, 699])
    expect(labeledSteps({ from: 95, to: 105 }, 10)).toEqual([95, 96, 97, 98, 99, 100, 101, 102, 103, 104])
  })
})

describe('steps taken together', () => {
  it('cover each step once', () => {
    for (const steps of [33, 200, 784, 1000]) {
      const groups = groupsOf(steps, 16)
      expect(groups.length).toBeLessThanOrEqual(16)
      expect(groups[0]!.from).toBe(0)
      expect(groups.at(-1)!.to).toBe(steps)
      for (let k = 1; k < groups.length; k++) expect(groups[k]!.from).toBe(groups[k - 1]!.to)
    }
    expect(groupsOf(784, 16)).toHaveLength(16)
    expect([groupLabel({ from: 49, to: 98 }), groupLabel({ from: 4, to: 5 })]).toEqual(['50–98', '5'])
    expect([25, 32, 40].filter(isLong)).toEqual([40])
  })
  it('have the mean of their shares, and the root mean square of their norms', () => {
    expect(sharesOver(frame, 7, 8)).toEqual(sharesAt(frame, 7))
    const halves = [sharesOver(frame, 0, 100), sharesOver(frame, 100, 200)]
    expect((halves[0]!.inside + halves[1]!.inside) / 2).toBeCloseTo(sharesOverall(frame).inside, 12)
    expect(normOver([3, 4, 100], 0, 2)).toBeCloseTo(Math.sqrt(12.5), 12)
  })
  it('are chosen by keys, the ends included', () => {
    const press = (key: string, step: number | null, shiftKey = false) =>
      stepAfter({ key, shiftKey, ctrlKey: false, metaKey: false, altKey: false }, step, 200)
    expect([press('ArrowRight', null), press('ArrowLeft', null), press('ArrowRight', 199), press('ArrowLeft', 0)]).toEqual([0, 199, 199, 0])
    expect([press('PageDown', 50), press('Home', 50), press('End', 50), press('Escape', 50)]).toEqual([70, 0, 199, null])
    expect([press('ArrowRight', 5, true), press('Escape', null), press('a', 5)]).toEqual([undefined, undefined, undefined])
  })
})

describe('the axis of gradient norms', () => {
  it('is logarithmic over whole decades', () => {
    const { place, ticks, broken } = normAxis([[1e-9, 2e-3]], 9)
    expect(broken).toBeNull()
    expect(place(1e-9)).toBeCloseTo(0, 9)
    expect(place(1e-2)).toBeCloseTo(1, 9)
    expect(place(1e-4) - place(1e-5)).toBeCloseTo(place(1e-7) - place(1e-8), 9)
    expect(ticks.map(({ text }) => text)).toContain('1e−5')
    expect(normAxis([[2e-4, 4e-4]], 6).ticks.map(({ text }) => text)).toEqual(['1e−4', '2e−4', '5e−4', '1e−3'])
  })
  it('gives 0 a place below all that is positive, and none to what is not finite', () => {
    const { place, ticks, broken } = normAxis([[0, 1e-30], [1]], 6)
    expect(place(0)).toBe(0)
    expect(place(1e-30)).toBeGreaterThan(0.1)
    expect(broken?.[1]).toBeCloseTo(place(1e-30), 9)
    expect(ticks.find(({ place }) => place === 0)?.text).toBe('0')
    expect([place(Number.NaN), place(Number.POSITIVE_INFINITY)]).toEqual([Number.NaN, Number.NaN])
    expect(ticks.length).toBeLessThanOrEqual(7)
  })
  it('is there before anything has a gradient', () => {
    const { place, broken } = normAxis([[0, 0]], 4)
    expect(place(0)).toBe(0)
    expect(broken?.[0]).toBe(0)
  })
  it('says how far the gradient comes', () => {
    expect(normText([3e-9, 1e-5, 1e-2])).toBe('from 1e−2 at the last step to 3e−9 at the first')
    expect(normText([0, 0, 1e-2])).toBe('from 1e−2 at the last step to 0 at the first, none at all at 2 of 3 steps')
    expect(normText([6e-9, 1e-4, 5e-5, 2e-8])).toBe('at most 1e−4, from 2e−8 at the last step to 6e−9 at the first')
    expect(normText([0, 0])).toBe('no gradient at any step')
    expect(normText([Number.NaN, 1])).toContain('not finite at 1 step')
    expect([power(0), power(0.0123), power(1200)]).toEqual(['0', '1.2e−2', '1.2e3'])
  })
})

describe('the scale of gradient norms', () => {
  it('ends in plain numbers, and in powers where they would be long', () => {
    expect([1e-3, 0.1, 1, 1e-9, 100].map(scaleEnd)).toEqual(['1', '100', '1000', '1e−6', '1e5'])
  })
  it('holds the powers of ten of all that the run has had, and only widens', () => {
    expect(colorRange(null)).toEqual([1e-4, 1])
    expect(colorRange([2e-3, 3e-2])).toEqual([1e-3, 1e-1])
    // A step with other norms inside of them moves nothing.
    expect(colorRange([1.1e-3, 9.9e-2])).toEqual([1e-3, 1e-1])
    expect(colorRange([0.01, 0.01])).toEqual([0.01, 0.1])
    expect(colorRange([1e-30, 3])).toEqual([1e-5, 10])
  })
  it('is one axis for every step', () => {
    const seen = [1e-5, 2] as const
    const axes = [[0.01], [1e-4, 1]].map((curve) => normAxis([curve], 9, seen))
    expect(axes.map(({ place }) => place(0.01))).toEqual([axes[0]!.place(0.01), axes[0]!.place(0.01)])
    expect(axes[0]!.place(1e-5)).toBe(0)
    expect(axes[0]!.place(10)).toBe(1)
  })
})

describe('kept curves', () => {
  it('are at most five, numbered by what is free, and compared with the layer of the same name', () => {
    for (let k = 0; k < MAX_KEPT + 1; k++)
      keepNorms({
        title: `run ${k}`,
        settings: '',
        curves: [
          { layer: 'lif1', norms: [k] },
          { layer: 'lif2', norms: [10 + k] },
        ],
      })
    expect(keptNorms().map(({ number }) => number)).toEqual([1, 2, 3, 4, 5])
    dropNorms(2)
    keepNorms({ title: 'again', settings: '', curves: [] })
    expect(keptNorms().find(({ number }) => number === 2)?.title).toBe('again')
    const first = keptNorms()[0]!
    expect([matchingCurve(first, 'lif2')?.norms[0], matchingCurve(first, 'lif9')?.norms[0]]).toEqual([10, 0])
    for (const { number } of keptNorms()) dropNorms(number)
    expect(keptNorms()).toEqual([])
  })
})

describe('the raster', () => {
  const layer = sampleFrame({ ...world, neurons: 256, steps: 784 }).layers[0]!
  const columns = columnsOf(layer, null, null)
  const fired = firedIn(layer, columns)
  const raster: Raster = { layer, columns, fired, order: orderOf(fired, columns.count, 'index') }
  it('shows a single spike however many share its pixel, at its place', () => {
    const spikes = new Uint8Array(784 * 256)
    spikes[500 * 256 + 100] = 1
    const lone: Raster = { ...raster, layer: { ...layer, spikes }, fired: firedIn({ ...layer, spikes }, columns) }
    for (const [wide, high] of [
      [120, 40],
      [300, 90],
      [1000, 700],
    ] as const) {
      const cells = firedCells(lone, whole(784), wide, high)
      const seen = Array.from(cells.keys()).filter((cell) => cells[cell]! > 0)
      expect(seen.length).toBeGreaterThan(0)
      for (const cell of seen) {
        expect(cells[cell]).toBeGreaterThanOrEqual(0.35)
        expect(((cell % wide) / wide) * 784).toBeCloseTo(500, -1)
        expect((Math.floor(cell / wide) / high) * 256).toBeCloseTo(100, -1)
      }
    }
    expect(firedCells(lone, { from: 0, to: 400 }, 300, 90).some((opacity) => opacity > 0)).toBe(false)
    expect(firedCells(lone, { from: 496, to: 504 }, 300, 90).filter((opacity) => opacity > 0).length).toBeGreaterThanOrEqual(37)
  })
  it('is stronger where more fire, and full where all do', () => {
    const spikes = new Uint8Array(784 * 256).fill(1)
    const full: Raster = { ...raster, layer: { ...layer, spikes }, fired: firedIn({ ...layer, spikes }, columns) }
    expect(Math.min(...firedCells(full, whole(784), 200, 64))).toBeGreaterThan(0.75)
    const some = firedCells(raster, whole(784), 200, 64)
    expect(Math.max(...some)).toBeGreaterThan(Math.min(...some.filter((opacity) => opacity > 0)))
  })
  it('stands over its trace and the strip, inside the canvas', () => {
    for (const height of [150, 210, 600]) {
      const { raster: upper, trace, strip } = longRasterPlace(340, height, 1)
      expect(upper.top + upper.height).toBeLessThan(trace.top)
      expect(trace.top + trace.height).toBeLessThan(strip.top)
      expect(strip.top + strip.height).toBeLessThanOrEqual(height)
    }
  })
})

describe('the density of potentials', () => {
  it('has all of each step in its column, on whatever pixels there are', () => {
    for (const [wide, high] of [
      [600, 200],
      [70, 200],
      [70, 30],
    ] as const) {
      const { columns, rows, shares, top, above } = densityOf(frame, { first: 0, end: frame.bins }, wide, high)
      const onAxis = (from: number, to: number) => {
        let sum = 0
        for (let t = from; t < to; t++)
          for (let bin = 0; bin < frame.bins; bin++) sum += frame.counts[t * (frame.bins + 3) + bin]! / frame.total / (to - from)
        return sum
      }
      expect({ columns, rows }).toEqual({ columns: Math.min(200, wide), rows: Math.min(frame.bins, high) })
      for (const column of [0, columns - 1]) {
        let sum = 0
        for (let row = 0; row < rows; row++) sum += shares[row * columns + column]! * (frame.bins / rows)
        expect(sum).toBeCloseTo(onAxis(Math.floor((column * 200) / columns), Math.floor(((column + 1) * 200) / columns)), 5)
      }
      expect(above).toBe(top < Math.max(...shares))
      expect(shares.filter((share) => share > top).length).toBeLessThanOrEqual(0.021 * shares.filter((share) => share > 0).length)
    }
  })
  it('has colors that the first steps, wholly at one potential, do not take from the rest', () => {
    const counts = frame.counts.slice()
    const row = frame.bins + 3
    for (let t = 0; t < 20; t++) counts.fill(0, t * row, (t + 1) * row).fill(frame.total, t * row + 45, t * row + 46)
    const all = { first: 0, end: frame.bins }
    const { top, above } = densityOf({ ...frame, counts }, all, 200, frame.bins)
    expect(above).toBe(true)
    expect(top).toBeLessThan(2 * densityOf(frame, all, 200, frame.bins).top)
    const level = frame.counts.map((_, at) => (at % row === 45 ? frame.total : 0))
    expect(densityOf({ ...frame, counts: level }, all, 200, frame.bins)).toMatchObject({ top: 1, above: false })
  })
  it('leaves out only what is rare, and neither a window nor the threshold', () => {
    const { first, end } = shownBins(frame)
    const width = (frame.high - frame.low) / frame.bins
    const [low, high] = [frame.low + first * width, frame.low + end * width]
    expect(end - first).toBeLessThan(frame.bins)
    expect(low).toBeLessThanOrEqual(Math.min(...frame.windowLow))
    expect(high).toBeGreaterThanOrEqual(Math.max(...frame.windowHigh))
    const shares = pooled(frame)
    const left = shares.filter((_, bin) => bin < first || bin >= end).reduce((sum, share) => sum + share, 0)
    expect(left).toBeLessThan(0.001)
    const some = densityOf(frame, { first, end }, 200, 200)
    expect(some.rows).toBe(end - first)
    expect(some.shares.reduce((sum, share) => sum + share, 0) / 200).toBeCloseTo(shares.reduce((sum, share) => sum + share, 0) - left, 5)
  })
  it('puts handles where they belong, apart and on the canvas', () => {
    const layout = longMembraneLayout(900, 190, 1, frame)
    expect(layout.u(layout.y(0.7))).toBeCloseTo(0.7, 9)
    const places = handlePlaces(frame, layout, null, { threshold: 1, widen: 0.05 }, 1)
    expect(places.high).toBeLessThan(places.threshold)
    expect(places.threshold).toBeLessThan(places.low)
    const trial = trialAfter(frame, 10, null, 'high', frame.threshold + 0.25)
    expect(handlesAt(frame, 10, trial).high).toBeCloseTo(frame.threshold + 0.25, 6)
    expect(trialAfter(frame, 10, trial, 'threshold', 0.333)).toEqual({ threshold: 0.33, widen: trial.widen })
  })
})
