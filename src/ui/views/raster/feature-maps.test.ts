/** Feature maps, filters and images: which pixel belongs to which neuron, and which color a value has. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LayerInfo } from '../../../readings/layers'
import { sampleFrame } from '../../../testing/frames'
import { filterImage, imagePixels, imageScale, reduced, valuesOf } from '../../base/bitmap'
import { diverging, divergingPixels, reachOf } from '../../base/diverging'
import { luminance } from '../../base/magnitude'
import { mapShape } from '../../state/session/frame-hooks'
import { layerCountText, layerShapeText, layerTitle, silentText } from '../network/layer-text'
import { channelStats, sortedStats } from './channel-stats'
import { cornerOf, fittingLayout, mapAt, mapsLayout, valueAt, visibleChannels } from './feature-maps-chart'
import { fittingGrid } from './input-image'
import { inputSentence } from './input-text'
import { neuronText } from './neuron-trace'

const shape = { height: 3, width: 5, channels: 6 }
const layer = sampleFrame({ layers: 1, steps: 4, neurons: 90, threshold: 1, decay: 0.5, batch: 1 }).layers[0]!

describe('the grid of maps', () => {
  it('finds every place where it is drawn, at any width and size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 40, max: 900 }),
        fc.integer({ min: 2, max: 64 }),
        fc.integer({ min: 1, max: 512 }),
        (width, side, channels) => {
          const layout = mapsLayout(width, { ...shape, channels }, side, { gap: 4, label: 12 })
          for (const channel of [0, channels >> 1, channels - 1])
            for (const [row, column] of [
              [0, 0],
              [2, 4],
            ] as const) {
              const { x, y } = cornerOf(layout, channel)
              const { scale } = layout
              expect(mapAt(layout, x + (column + 0.5) * scale, y + (row + 0.5) * scale)).toEqual({ channel, row, column })
            }
          expect(mapAt(layout, 1, 1)).toBeNull()
          expect(cornerOf(layout, channels - 1).y + 3 * layout.scale).toBeLessThan(layout.height)
        },
      ),
    )
  })
  it('draws what is in sight and nothing else', () => {
    const layout = mapsLayout(200, { ...shape, channels: 512 }, 20, { gap: 4, label: 0 })
    const [first, end] = visibleChannels(layout, 300, 100)
    expect(end - first).toBeLessThan(512)
    for (let channel = 0; channel < 512; channel++) {
      const { y } = cornerOf(layout, channel)
      const seen = y + 3 * layout.scale > 300 && y < 400
      if (seen) expect(channel >= first && channel < end).toBe(true)
    }
    expect(visibleChannels(layout, 0, 1e6)).toEqual([0, 512])
  })
  it('is as large as fits, or scrolls at its smallest', () => {
    const options = { gap: 4, label: 0 }
    const small = fittingLayout({ width: 600, height: 400 }, { ...shape, channels: 12 }, [20, 100], options)
    expect(small.height).toBeLessThanOrEqual(400)
    expect(mapsLayout(600, { ...shape, channels: 12 }, 5 * small.scale + 5, options).height > 400 || small.scale === 20).toBe(true)
    const many = fittingLayout({ width: 600, height: 100 }, { ...shape, channels: 512 }, [20, 100], options)
    expect(many.scale).toBe(4)
  })
  it('magnifies by whole numbers and makes large maps fit', () => {
    expect(mapsLayout(300, { height: 7, width: 7, channels: 4 }, 32, { gap: 4, label: 0 }).scale).toBe(4)
    expect(mapsLayout(300, { height: 128, width: 64, channels: 4 }, 32, { gap: 4, label: 0 }).scale).toBe(0.25)
  })
  it('reads a place at a step, or the mean over all', () => {
    const all = [0, 1, 2, 3].map((t) => valueAt(layer, 17, 'potentials', t))
    expect(all[2]).toBe(layer.membrane[2 * 90 + 17])
    expect(valueAt(layer, 17, 'potentials', null)).toBeCloseTo(all.reduce((a, b) => a + b) / 4, 6)
    expect(valueAt(layer, 17, 'spikes', null)).toBe([0, 1, 2, 3].reduce((n, t) => n + layer.spikes[t * 90 + 17]!, 0) / 4)
  })
})

describe('numbers per channel', () => {
  const window = { low: [0.5, 0.4, 0.3, 0.2], high: [1.5, 1.5, 1.5, 1.5] }
  const stats = channelStats([layer, layer], shape, window)
  it('are those of its places, steps and samples', () => {
    expect(stats.length).toBe(6)
    let inside = 0
    let sum = 0
    let fired = 0
    for (let t = 0; t < 4; t++)
      for (let place = 0; place < 15; place++) {
        const u = layer.membrane[t * 90 + place * 6 + 2]!
        inside += Number(u > window.low[t]! && u < 1.5)
        sum += u
        fired += layer.spikes[t * 90 + place * 6 + 2]!
      }
    expect(stats[2]!.inWindow).toBeCloseTo(inside / 60, 12)
    expect(stats[2]!.mean).toBeCloseTo(sum / 60, 6)
    expect(stats[2]!.rate).toBeCloseTo(fired / 60, 12)
    expect(channelStats([layer], shape, null)[0]!.inWindow).toBeNull()
  })
  it('sort by any of them, both ways', () => {
    const rates = sortedStats(stats, { by: 'rate', falling: true }).map((row) => row.rate)
    expect(rates).toEqual([...rates].sort((a, b) => b - a))
    expect(sortedStats(stats, { by: 'channel', falling: false }).map((row) => row.channel)).toEqual([0, 1, 2, 3, 4, 5])
  })
})

describe('the diverging scale', () => {
  it.each([true, false])('is the ground in the middle and leaves it steadily on both sides, dark: %s', (dark) => {
    const ground = luminance(diverging(0, dark))
    expect(divergingPixels(dark)(0)).toBe(divergingPixels(dark)(Number.NaN))
    for (const side of [-1, 1]) {
      let before = 0
      for (let x = 0.1; x <= 1; x += 0.1) {
        const away = Math.abs(luminance(diverging(side * x, dark)) - ground)
        expect(away).toBeGreaterThan(before)
        before = away
      }
    }
    expect(diverging(5, dark)).toEqual(diverging(1, dark))
  })
  it('reaches over all but a hundredth, to a round number', () => {
    expect(reachOf([1, 1.3, 0.2], 1)).toBe(1)
    expect(reachOf([3, 3, 3], 3)).toBe(1)
    expect(
      reachOf(
        Float32Array.from({ length: 10_000 }, (_, i) => (i === 5 ? 1e6 : (i % 100) / 100)),
        0,
      ),
    ).toBe(1)
  })
})

describe('pictures', () => {
  it('are ink where there is one channel, color where there are three, diverging around 0', () => {
    const gray = imagePixels([0, 255], { height: 1, width: 2, channels: 1 }, { low: 0, high: 255 }, false)
    expect([...gray].map((word) => word >>> 24)).toEqual([0, 255])
    const color = imagePixels([255, 0, 128], { height: 1, width: 1, channels: 3 }, { low: 0, high: 255 }, false)
    expect(color[0]).toBe(0xff8000ff)
    const filter = imagePixels([-1, 0, 1], { height: 1, width: 3, channels: 1 }, { low: -1, high: 1 }, true)
    expect([...filter]).toEqual([-1, 0, 1].map(divergingPixels(true)))
    expect(imagePixels([-1, 0, 1], { height: 1, width: 1, channels: 3 }, { low: -1, high: 1 }, true)[0]).toBe(0xffff8000)
  })
  it('find their scale', () => {
    expect(imageScale([0.2, 0.7], 1)).toEqual({ low: 0, high: 1 })
    expect(imageScale([-3, 0.7])).toEqual({ low: -3, high: 3 })
    expect(imageScale([])).toEqual({ low: 0, high: 1 })
  })
  it('turn a filter’s channels to the last place', () => {
    const data = Float32Array.from({ length: 2 * 3 * 2 * 2 }, (_, i) => i)
    const image = filterImage({ channels: 3, height: 2, width: 2, data }, 1)
    expect([...image]).toEqual([12, 16, 20, 13, 17, 21, 14, 18, 22, 15, 19, 23])
  })
  it('of a long sequence keep every spike in fewer rows and columns', () => {
    const values = new Float32Array(250 * 140)
    values[17 * 140 + 3] = 1
    values[17 * 140 + 4] = -2
    values[249 * 140 + 139] = 3
    const few = reduced(values, { height: 250, width: 140, channels: 1 }, 50, 28)
    expect([...few].filter((value) => value !== 0)).toEqual([-2, 3])
    expect([few[3 * 28], few[49 * 28 + 27]]).toEqual([-2, 3])
    expect([...reduced([1, 2], { height: 2, width: 1, channels: 1 }, 2, 1)]).toEqual([1, 2])
    expect(Array.from(valuesOf(Uint8Array.of(128, 160), { sequence: { zero: 128, scale: 1 / 32 } }))).toEqual([0, 1])
  })
  it('of many steps fit, as large as they can be', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 60, max: 500 }),
        fc.integer({ min: 40, max: 300 }),
        (count, width, height) => {
          const grid = fittingGrid(count, width, height, 1, { gap: 6, label: 15, max: 200 })
          const rows = Math.ceil(count / grid.columns)
          if (grid.width <= 1) return
          expect(grid.columns * (grid.width + 6) - 6).toBeLessThanOrEqual(width + 1e-6)
          expect(rows * (grid.height + 15)).toBeLessThanOrEqual(height + 1e-6)
        },
      ),
    )
    expect(fittingGrid(4, 400, 120, 1, { gap: 0, label: 20, max: 200 })).toEqual({ columns: 4, width: 100, height: 100 })
  })
})

describe('words', () => {
  const image = { height: 28, width: 28, channels: 1 } as const
  const conv: LayerInfo = {
    name: 'lif2',
    kind: 'lif',
    shape: [14, 14, 32],
    product: 'conv',
    kernel: [3, 3],
    inputs: 144,
    parameters: 4672,
    watchable: ['potentials'],
  }
  it('name a layer in the room there is', () => {
    expect(layerShapeText(conv, false)).toBe('conv 3×3, 32×14×14')
    expect(layerShapeText(conv, true)).toBe('32×14×14')
    expect(layerShapeText({ ...conv, shape: [128], inputs: 784, product: 'linear' }, true)).toBe('784 → 128')
    const input: LayerInfo = { ...conv, kind: 'input', shape: [28, 28] }
    expect(layerShapeText(input, true)).toBe('28 × 28')
    expect([layerCountText(input, false), layerCountText({ ...input, shape: [250, 140] }, true), layerCountText(conv, true)]).toEqual([
      '784 pixels',
      '140 channels',
      '4,672 par.',
    ])
    expect(layerCountText({ ...input, shape: [34, 34, 2] }, false)).toBe('OFF and ON')
    expect(layerCountText({ ...input, shape: [1, 4] }, false)).toBe('4 features')
    const linear: LayerInfo = {
      name: 'lif1',
      kind: 'lif',
      shape: [128],
      product: 'linear',
      inputs: 784,
      parameters: 100_480,
      watchable: [],
    }
    expect(layerTitle(linear)).toBe('lif1: 128 neurons, 784 inputs each, 100,480 parameters')
    expect(layerTitle(conv)).toBe('lif2: convolution 3 × 3, 32 channels of 14 × 14, 4,672 parameters')
  })
  it('count what is silent: neurons, of a convolution channels; and nothing short where all fire', () => {
    const flat = { neurons: 1200, channels: 1200, silent: 1001, silentChannels: 1001 }
    expect(silentText(flat)).toEqual({ short: '1,001 silent', long: '1,001 of 1,200 neurons silent in the newest batch' })
    expect(silentText({ ...flat, channels: 6, silentChannels: 2 }).long).toBe('2 of 6 channels silent in the newest batch')
    expect(silentText({ ...flat, silent: 0 }).short).toBe('')
  })
  it('name a neuron by its channel and place', () => {
    expect(neuronText((2 * 5 + 4) * 6 + 1, shape)).toBe('channel 1, row 2, column 4')
    expect(neuronText(243, null)).toBe('neuron 243')
    expect(mapShape([conv], 'lif2')).toEqual({ height: 14, width: 14, channels: 32 })
    expect(mapShape([{ ...conv, kind: 'input', watchable: [] }], 'lif2')).toBeNull()
  })
  it('say what an encoder sends', () => {
    expect(inputSentence({ kind: 'direct', steps: 2 }, [0, 1], image)).toContain('0 to 1')
    expect(inputSentence({ kind: 'direct', steps: 2 }, [-0.4, 2.8], { ...image, channels: 3 })).toContain('±2.8')
    expect(inputSentence({ kind: 'poisson', steps: 2, rate: 0.5 }, undefined, image)).toContain('times 0.5')
    expect(inputSentence({ kind: 'latency', steps: 2 }, undefined, image)).toContain('earlier')
    const pixels = { kind: 'pixels', pool: 2, permuted: false, order: 0 } as const
    expect(inputSentence(pixels, undefined, image)).toBe('One pixel a step, in reading order: 14 × 14 = 196 steps.')
    expect(inputSentence({ ...pixels, permuted: true }, undefined, image)).toContain('in a random order')
    expect(inputSentence({ kind: 'rows' }, undefined, image)).toContain('28 pixels at each of 28 steps')
    const sequence = { height: 250, width: 140, channels: 1, sequence: { zero: 0, scale: 1 } } as const
    expect(inputSentence({ kind: 'rows' }, undefined, sequence)).toBe('Step by step: 140 channels at each of 250 steps.')
  })
})
