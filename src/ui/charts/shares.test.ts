/** Shares, sentences, colors and numbers of the views, on synthetic frames. */
import { describe, expect, it } from 'vitest'
import { countRows, sentence, verdict } from '../panels/membrane-words'
import { widened } from '../panels/widened'
import { membraneFrame, sampleFrame, type World } from './dev-frames'
import { csvOf } from './download'
import { fixed, percent, shortName, si, significant } from './format'
import { inkOn, logPlace, luminance, magnitude } from './magnitude'
import { edgesAt, membraneLayout } from './membrane-layout'
import { livelyNeuron, orderOf, placeAt, rasterPlace, spikeCounts } from './raster'
import { countBelow, countBetween, nanAt, overAt, pooled, sharesAt, sharesOverall, stepsOf, underAt } from './shares'

const world: World = { layers: 2, steps: 4, neurons: 64, threshold: 1, decay: 0.2, batch: 100 }
const frame = membraneFrame(world, 1, 3)

describe('shares', () => {
  it('add up to one', () => {
    for (let step = 0; step < stepsOf(frame); step++) {
      const { below, inside, above } = sharesAt(frame, step)
      expect(below + inside + above).toBeCloseTo(1, 6)
    }
    expect(sharesOverall(frame).inside).toBeCloseTo(frame.available.reduce((sum, count) => sum + count, 0) / (4 * frame.total), 6)
  })
  it('count all potentials below infinity and none twice', () => {
    expect(countBelow(frame, 0, Number.POSITIVE_INFINITY) + overAt(frame, 0) + nanAt(frame, 0)).toBe(frame.total)
    expect(countBelow(frame, 0, Number.NEGATIVE_INFINITY)).toBe(underAt(frame, 0))
    expect(countBetween(frame, 2, -1, 0) + countBetween(frame, 2, 0, 1)).toBeCloseTo(countBetween(frame, 2, -1, 1), 6)
  })
  it('agree with the exact count to within the bins that the edges cut', () => {
    const [low, high] = edgesAt(frame, 1, null)
    expect(countBetween(frame, 1, low, high) / frame.total).toBeCloseTo(frame.available[1]! / frame.total, 2)
  })
  it('pool into a distribution', () => {
    expect(pooled(frame).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 2)
  })
})

describe('the window being tried', () => {
  it('moves with the threshold and widens about it', () => {
    const [low, high] = edgesAt(frame, 0, { threshold: 0.5, widen: 2 })
    expect((low + high) / 2).toBeCloseTo(0.5, 6)
    expect(high - low).toBeCloseTo(2 * (frame.windowHigh[0]! - frame.windowLow[0]!), 5)
  })
  it('becomes a surrogate', () => {
    expect(widened({ kind: 'rect', window: 'adaptive', width: 1 }, 1.5, 2)).toEqual({ kind: 'rect', window: 'fixed', width: 3 })
    expect(widened({ kind: 'atan', scale: 2 }, 2, 1)).toEqual({ kind: 'atan', scale: 1 })
  })
})

describe('layout', () => {
  it('shows all of few steps, some of many, and one if it is chosen', () => {
    expect(membraneLayout(900, 240, 1, frame, null).rows).toEqual([0, 1, 2, 3])
    const long = membraneFrame({ ...world, steps: 25 }, 0, 1)
    const rows = membraneLayout(900, 240, 1, long, null).rows
    expect(rows.length).toBeLessThanOrEqual(6)
    expect([rows[0], rows.at(-1)]).toEqual([0, 24])
    expect(membraneLayout(900, 240, 1, long, 7).rows).toEqual([7])
    expect(membraneLayout(900, 240, 1, long, 7).lines).toContain(7)
  })
  it('leaves parts out where there is no room, and stays inside', () => {
    for (const width of [320, 600, 900, 1400]) {
      const layout = membraneLayout(width, 240, 1, frame, null)
      const right = layout.heat
        ? layout.heat.x + layout.heat.width
        : layout.numbers
          ? layout.numbers.x + layout.numbers.width
          : layout.left + layout.plotWidth
      expect(right).toBeLessThanOrEqual(width)
    }
  })
})

describe('words', () => {
  it('say where the fixed window holds more, and nothing where it does not', () => {
    expect(verdict(frame)).toBeNull()
    expect(verdict(membraneFrame({ ...world, threshold: 0.2 }, 0, 0))?.short).toMatch(/fixed window holds more: .*%.against/)
  })
  it('sum up the view', () => {
    expect(sentence(frame, 20)).toMatch(/hidden 2 at batch 20, 4 steps: .* below the window/)
    expect(sentence(undefined, 0)).toMatch(/nothing/)
  })
  it('export every count', () => {
    const rows = countRows(frame).slice(1)
    expect(rows.reduce((sum, row) => sum + Number(row[3]), 0)).toBe(4 * frame.total)
    expect(csvOf([['a,b', 1]])).toBe('"a,b",1\n')
  })
})

describe('numbers', () => {
  it('have a true minus sign and no negative zero', () => {
    expect(fixed(-0.184, 2)).toBe('−0.18')
    expect(fixed(-0.001, 2)).toBe('0.00')
    expect(fixed(Number.NaN, 2)).toBe('–')
    expect(percent(0.313)).toBe('31.3\u00a0%')
    expect(percent(Number.NaN)).toBe('–')
    expect([significant(1.137), significant(12.46), significant(383)]).toEqual(['1.14', '12.5', '383'])
    expect(si(18_420)).toBe('18.4\u00a0k')
    expect([shortName('hidden 12'), shortName('lif1')]).toEqual(['h12', 'lif1'])
  })
})

describe('magnitude', () => {
  it('is the ground at zero, in both themes', () => {
    expect(magnitude(0, true)).toEqual([15, 17, 19])
    expect(magnitude(0, false)).toEqual([255, 255, 255])
  })
  it('gives ink of a contrast of at least 4.5', () => {
    for (const dark of [true, false]) {
      for (let index = 0; index <= 100; index++) {
        const color = magnitude(index / 100, dark)
        const ground = luminance(color)
        const ink = inkOn(color) === '#ffffff' ? 1 : 0
        expect((Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05)).toBeGreaterThan(4.5)
      }
    }
  })
  it('places a norm on a fixed log scale', () => {
    expect(logPlace(0, 0.1, 1000)).toBe(0)
    expect(logPlace(0.01, 0.1, 1000)).toBe(0.1)
    expect(logPlace(10, 0.1, 1000)).toBeCloseTo(0.55, 6)
    expect(logPlace(1e9, 0.1, 1000)).toBe(1)
  })
})

describe('raster', () => {
  const layer = sampleFrame(world).layers[0]!
  it('sorts the most active first and loses no neuron', () => {
    const counts = spikeCounts(layer)
    const order = orderOf(layer, 'rate')
    for (let k = 1; k < order.length; k++) expect(counts[order[k]!]!).toBeLessThanOrEqual(counts[order[k - 1]!]!)
    expect([...order].sort((a, b) => a - b)).toEqual([...orderOf(layer, 'index')])
  })
  it('finds the neuron under the pointer', () => {
    const place = rasterPlace(340, 180, 1, 4)
    expect(placeAt(place, 64, place.left)).toBe(0)
    expect(placeAt(place, 64, place.left + place.width)).toBe(63)
    expect(placeAt(place, 64, -50)).toBe(0)
  })
  it('opens on a neuron that fires', () => {
    expect(spikeCounts(layer)[livelyNeuron(layer)]!).toBeGreaterThan(0)
  })
})
