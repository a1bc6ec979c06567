/** Shares, sentences, colors and numbers of the views, on synthetic frames. */

import { describe, expect, it } from 'vitest'
import { brief, fixed, percent, setting, shortName, si, significant, twoDigits } from '../../../format'
import { descriptionOf } from '../../../neurons/descriptions'
import { neuronSchema } from '../../../neurons/schema'
import { SURROGATES, widerSurrogate } from '../../../neurons/surrogate/describe'
import type { LayerInfo } from '../../../readings/layers'
import { countBelow, countBetween, nanAt, overAt, pooled, sharesAt, sharesOverall, stepsOf, underAt } from '../../../readings/shares'
import { ARGUMENT, titledReading } from '../../../readings/variables'
import { membraneFrame, type SyntheticRun, sampleFrame } from '../../../testing/frames'
import { columnOf, columnsOf, firedIn, livelyNeuron, orderOf, spikeCounts } from '../../base/columns'
import { csvOf } from '../../base/download'
import { inkOn, logPlace, luminance, magnitude } from '../../base/magnitude'
import { edgesAt, fixedEdges, shownOverall, shownShares } from '../../state/selection/window-trial'
import { shownLayer } from '../../state/session/frame-hooks'
import { frameOfSample } from '../../state/session/sample-counts'
import { placeAt, rasterPlace } from '../raster/raster-chart'
import { membraneLayout } from './membrane-layout'
import { countRows, scopeOf, sentence, shortScope, trialWindowText, verdict } from './membrane-text'
import { binWidthText, scaleBar, scaleBaseline } from './ridge-scale'
import { centered, colorBar } from './share-columns'

const world: SyntheticRun = { layers: 2, steps: 4, neurons: 64, threshold: 1, decay: 0.2, batch: 100 }
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
  it('takes the fixed window along, counted on the same potentials', () => {
    expect(fixedEdges(frame, null)).toEqual([0.5, 1.5])
    const trial = { threshold: 0, widen: 1 }
    expect(fixedEdges(frame, trial)).toEqual([-0.5, 0.5])
    expect(shownShares(frame, 2, trial).fixed).toBeCloseTo(countBetween(frame, 2, -0.5, 0.5) / frame.total, 12)
    expect(shownShares(frame, 2, { ...trial, threshold: 1 }).fixed).toBe(frame.availableFixed[2]! / frame.total)
    const steps = [0, 1, 2, 3].map((step) => shownShares(frame, step, trial).fixed)
    expect(shownOverall(frame, trial).fixed).toBeCloseTo(steps.reduce((sum, share) => sum + share) / 4, 12)
  })
  it('becomes a surrogate', () => {
    expect(widerSurrogate({ kind: 'rect', window: 'adaptive', width: 1 }, 1.5, 2)).toEqual({ kind: 'rect', window: 'fixed', width: 3 })
    expect(widerSurrogate({ kind: 'atan', scale: 2 }, 2, 1)).toEqual({ kind: 'atan', scale: 1 })
    const scaled = (noise: object, factor: number) =>
      descriptionOf(neuronSchema.parse({ kind: 'noisyLif', noise })).slope({ kind: 'atan', scale: 2 }).scaled!(factor, 1)
    expect(scaled({ kind: 'logistic', scale: 0.4 }, 2)).toEqual(['neuron.noise', { kind: 'logistic', scale: 0.8 }])
    expect(scaled({ kind: 'uniform', halfWidth: 0.4 }, 0.5)).toEqual(['neuron.noise', { kind: 'uniform', halfWidth: 0.2 }])
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

describe('what is written on it', () => {
  it('has whole labels of ticks, up to the end of the canvas', () => {
    expect([centered(190, 14, 200), centered(198, 14, 200)]).toEqual([190, 193])
  })

  const bar = { base: 78, upper: 62, top: 32 }
  it('is next to the bar of its scale, or over what is drawn there; where it would lie on a line or on the counts, above the rows', () => {
    expect([78, 70, 40].map((highest) => scaleBaseline(bar, { highest, crossed: false }, 1))).toEqual([73, 65, 12])
    expect(scaleBaseline(bar, { highest: 78, crossed: true }, 1)).toBe(12)
  })
  it.each([175, 212])('lies before the bar of colors, %i px wide, and not on its 0', (width) => {
    const [words, zero, largest] = [100, 7, 26]
    const [from, length] = colorBar(width, words, zero, largest, 1)
    expect(from - 4 - zero).toBeGreaterThan(words + 6)
    expect(from + length).toBe(width - largest - 5)
    expect(length).toBeGreaterThan(20)
  })
})

describe('a frame of one sample', () => {
  const layer = sampleFrame(world).layers[1]!
  const own = frameOfSample(frame, layer)
  it('counts each of its potentials once, with the bins and windows of the batch', () => {
    for (let step = 0; step < 4; step++) {
      const row = layer.membrane.subarray(step * 64, (step + 1) * 64)
      const inside = row.filter((u) => u > frame.windowLow[step]! && u < frame.windowHigh[step]!).length
      expect(countBelow(own, step, Infinity) + overAt(own, step)).toBe(64)
      expect(sharesAt(own, step).inside).toBe(inside / 64)
      expect(own.fired[step]).toBe(layer.spikes.subarray(step * 64, (step + 1) * 64).reduce((sum, spike) => sum + spike, 0))
      expect(countBetween(own, step, frame.low, 0)).toBeCloseTo(row.filter((u) => u >= frame.low && u < 0).length, 6)
    }
    expect(own.predicted).toBeNull()
  })
  it('has the mean and standard deviation of its own potentials', () => {
    for (let step = 0; step < 4; step++) {
      const row = layer.membrane.subarray(step * 64, (step + 1) * 64)
      const mean = row.reduce((sum, u) => sum + u, 0) / 64
      const variance = row.reduce((sum, u) => sum + (u - mean) ** 2, 0) / 64
      expect(own.mean[step]).toBeCloseTo(mean, 6)
      expect(own.standardDeviation[step]).toBeCloseTo(Math.sqrt(variance), 6)
    }
  })
  it('counts what is no number as that', () => {
    const broken = { ...layer, membrane: layer.membrane.map((u, index) => (index === 70 ? Number.NaN : u)) }
    expect([0, 1, 2, 3].map((step) => nanAt(frameOfSample(frame, broken), step))).toEqual([0, 1, 0, 0])
  })
})

describe('the layer shown', () => {
  const layer = (name: string, kind: LayerInfo['kind']): LayerInfo => ({
    name,
    kind,
    shape: [1],
    inputs: 1,
    parameters: 1,
    watchable: kind === 'lif' || kind === 'silu' ? ['membrane'] : [],
  })
  const layers = [layer('input', 'input'), layer('lif1', 'lif'), layer('lif2', 'lif'), layer('output', 'readout')]
  it('is the selected one, or the spiking one next to it', () => {
    expect(['input', 'lif1', 'lif2', 'output', null, 'gone'].map((name) => shownLayer(layers, name))).toEqual([
      'lif1',
      'lif1',
      'lif2',
      'lif2',
      'lif1',
      'lif1',
    ])
    expect(shownLayer([], 'lif1')).toBeNull()
  })

  it('is the first that spikes where none is selected, or the first where none spikes', () => {
    const sampled = [layer('input', 'input'), layer('sampler', 'sampler'), layer('silu1', 'silu')]
    expect(shownLayer([...sampled, layer('lif1', 'lif')], null)).toBe('lif1')
    expect(shownLayer([...sampled, layer('lif1', 'lif')], 'silu1')).toBe('silu1')
    expect(shownLayer([...sampled, layer('lif1', 'lif')], 'sampler')).toBe('lif1')
    expect(shownLayer(sampled, null)).toBe('silu1')
  })
})

describe('words', () => {
  it('give a bin its width, however narrow', () => {
    const widthOf = (high: number) => binWidthText({ ...frame, low: 0, high, bins: 64 })
    expect([64, 3.2, 0.1, 1e-4].map(widthOf)).toEqual(['1.0', '0.05', '0.0016', '0.0000016'])
  })
  it('say where the fixed window holds more, and nothing where it does not', () => {
    expect(verdict(frame)).toBeNull()
    expect(verdict(membraneFrame({ ...world, threshold: 0.2 }, 0, 0))?.long).toMatch(/fixed window holds more: .*%.against/)
  })
  it('sum up the view', () => {
    expect(sentence(frame, { step: 20, sample: null })).toMatch(
      /hidden 2, batch 20, 100 samples × 64 neurons, 4 steps: .* below the window/,
    )
    expect(sentence(undefined, undefined)).toMatch(/nothing/)
    // The argument of the spike replaces a potential whose threshold is no number.
    const scope = { step: 20, sample: null }
    expect(sentence(titledReading(frame, ARGUMENT), scope)).toBe(
      sentence(frame, scope).replace('Membrane potential', 'Argument of the spike'),
    )
    // While training is paused, the batch is one that is not yet trained on.
    const next = { step: 20, next: true, sample: null }
    expect(scopeOf(frame, next)).toMatch(/^batch 21, the next to train on, /)
    expect([shortScope(frame, next), shortScope(frame, { step: 20, sample: null })].map(([first]) => first)).toEqual([
      'next batch',
      'batch 20',
    ])
  })
  it('say what a trial changes', () => {
    const width = frame.windowHigh[0]! - frame.windowLow[0]!
    expect(trialWindowText(frame, 0, { threshold: 0.8, widen: 1 })).toBe('threshold 1 → 0.8')
    expect(trialWindowText(frame, 0, { threshold: -0.5, widen: 2 })).toBe(
      `threshold 1 → −0.5, width ${Number(width.toFixed(2))} → ${Number((2 * width).toFixed(2))}`,
    )
    expect(trialWindowText(frame, 0, { threshold: 1, widen: 1 })).toBe('')
  })
  it('say of a surrogate without an end where its window ends', () => {
    for (const kind of ['sigmoid', 'atan', 'fastSigmoid', 'gaussian'] as const)
      expect(SURROGATES[kind].window.short).toContain('a tenth of the peak')
    expect(SURROGATES.rect.window.short).toBe('gradient window κ[t]')
  })
  it('export every count', () => {
    const rows = countRows(frame).slice(1)
    expect(rows.reduce((sum, row) => sum + Number(row[3]), 0)).toBe(4 * frame.total)
    expect(csvOf([['a,b', 1]])).toBe('"a,b",1\n')
    const floats = [0.8, 0.35, 1 / 3, 1e-7, -2.5].map(Math.fround)
    expect(csvOf([[...floats, 0.1 + 0.2, 0.5, Number.NaN]])).toBe('0.8,0.35,0.33333334,1e-7,-2.5,0.30000000000000004,0.5,NaN\n')
  })
})

describe('numbers', () => {
  it('have a true minus sign and no negative zero', () => {
    expect(fixed(-0.184, 2)).toBe('−0.18')
    expect(fixed(-0.001, 2)).toBe('0.00')
    expect([0.3, 0.125, Math.fround(0.3), 1, 0.31749, -0.5].map(setting)).toEqual(['0.30', '0.125', '0.30', '1.00', '0.32', '−0.50'])
    expect(fixed(Number.NaN, 2)).toBe('–')
    expect(percent(0.313)).toBe('31.3\u00a0%')
    expect(percent(Number.NaN)).toBe('–')
    expect([significant(1.137), significant(12.46), significant(383)]).toEqual(['1.14', '12.5', '383'])
    expect([0.1284, -0.00012, 1.23e-7, 0, Number.NaN].map(twoDigits)).toEqual(['0.13', '−0.00012', '1.2e−7', '0', '–'])
    expect(si(18_420)).toBe('18.4\u00a0k')
    const wide = [7_460_000, 302_999, 999.6, 1e10, 326.2, 99.96, 9.996, 54.21, 0.5, 0, 0.009, 2.7e-5]
    expect(wide.map(brief)).toEqual(['7e6', '3e5', '1e3', '1e10', '326', '100', '10.0', '54.2', '0.50', '0.00', '9e−3', '3e−5'])
    expect([significant(0), significant(0.00003)]).toEqual(['0.00', '3e−5'])
    expect(['hidden 12', 'lif1', 'stage2.block1', 'stage2.block10.lif2', 'embedding'].map((name) => shortName(name))).toEqual([
      'h12',
      'lif1',
      's2.b1',
      '…0.l2',
      'embe…',
    ])
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
  const columns = columnsOf(layer, null, null)
  const fired = firedIn(layer, columns)
  it('sorts the most active first and loses no neuron', () => {
    const counts = spikeCounts(fired, layer.neurons)
    const order = orderOf(fired, layer.neurons, 'rate')
    for (let k = 1; k < order.length; k++) expect(counts[order[k]!]!).toBeLessThanOrEqual(counts[order[k - 1]!]!)
    expect([...order].sort((a, b) => a - b)).toEqual([...orderOf(fired, layer.neurons, 'index')])
  })
  it('finds the neuron under the pointer', () => {
    const place = rasterPlace(340, 180, 1, 4)
    expect(placeAt(place, 64, place.left)).toBe(0)
    expect(placeAt(place, 64, place.left + place.width)).toBe(63)
    expect(placeAt(place, 64, -50)).toBe(0)
  })
  it('opens on a neuron that fires', () => {
    expect(spikeCounts(fired, layer.neurons)[livelyNeuron(layer, columns)]!).toBeGreaterThan(0)
  })
  it('puts the positions of a channel in one column, or one channel’s positions next to each other', () => {
    const shape = { height: 2, width: 4, channels: layer.neurons / 8 }
    const channels = columnsOf(layer, shape, null)
    const together = firedIn(layer, channels)
    expect(together.reduce((a, b) => a + b)).toBe(fired.reduce((a, b) => a + b))
    for (const channel of [0, 3, shape.channels - 1]) {
      const places = columnsOf(layer, shape, channel)
      expect({ count: places.count, placesSize: places.size }).toEqual({ count: 8, placesSize: 1 })
      const alone = firedIn(layer, places)
      for (let t = 0; t < layer.steps; t++)
        expect(alone.subarray(8 * t, 8 * t + 8).reduce((a, b) => a + b)).toBe(together[t * shape.channels + channel])
      const neuron = livelyNeuron(layer, places)
      expect(columnOf(channels, neuron)).toBe(channel)
      expect(columnOf(places, neuron)).toBe((neuron - channel) / shape.channels)
      expect(columnOf(places, neuron + 1)).toBe(-1)
    }
  })
  it('leaves out evenly what is too many to draw', () => {
    const many = { steps: 1, neurons: 25_000, membrane: new Float32Array(25_000), spikes: new Uint8Array(25_000).fill(1) }
    const some = columnsOf(many, null, null)
    expect(some.every).toBe(4)
    expect(some.count * some.every).toBeGreaterThanOrEqual(25_000)
    expect(some.start + (some.count - 1) * some.across).toBeLessThan(25_000)
    expect(firedIn(many, some)).toEqual(new Uint32Array(some.count).fill(1))
  })
})

describe('the scale of the histograms', () => {
  const frame = { low: -2, high: 3, bins: 50, total: 1000 } as Parameters<typeof scaleBar>[0]
  it('is a bar of a round share, not higher than the highest bin', () => {
    expect(scaleBar(frame, 0.046, false)).toEqual({ share: 0.02, words: '2 % per 0.10' })
    expect(scaleBar(frame, 0.5, false)).toEqual({ share: 0.5, words: '50 % per 0.10' })
    expect(scaleBar(frame, 0.0061, false)).toEqual({ share: 0.005, words: '0.5 % per 0.10' })
  })
  it('is a power of ten of potentials on the log scale', () => {
    expect(scaleBar(frame, 0.046, true)).toEqual({ share: 0.01, words: '10 per 0.10, log' })
  })
})
