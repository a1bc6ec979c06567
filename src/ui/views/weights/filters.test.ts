/** Filters and receptive fields: which weight is which pixel, and their description. */
import { expect, test } from 'vitest'
import type { Filters } from '../../../readings/layers'
import { drawnFilters, filterImage, imagePixels } from '../../base/bitmap'
import { divergingPixels } from '../../base/diverging'
import { filterGrid } from './filters-chart'
import { filterStats, statRows, weightRows } from './filters-rows'
import { countLabel, imagesLabel } from './filters-text'

const filters = (part: Partial<Filters>): Filters => ({
  layer: 'lif1',
  kind: 'linear',
  outputs: 2,
  of: 2,
  channels: 1,
  height: 2,
  width: 3,
  data: Float32Array.from({ length: 100 }, (_, at) => at),
  ...part,
})

test('a receptive field has the weight of each pixel in its place', () => {
  const drawn = drawnFilters(filters({}))
  expect(drawn.images).toBe(2)
  expect([...filterImage(drawn, 1)]).toEqual([6, 7, 8, 9, 10, 11])
})

test('weights from OFF and from ON events are images next to each other, so that no sign is lost', () => {
  const drawn = drawnFilters(filters({ channels: 2 }))
  expect(drawn).toMatchObject({ channels: 1, images: 4 })
  expect([...filterImage(drawn, 1)]).toEqual([6, 7, 8, 9, 10, 11])
  expect([...filterImage(drawn, 2)]).toEqual([12, 13, 14, 15, 16, 17])
  const shape = { height: 1, width: 2, channels: drawn.channels }
  const color = divergingPixels(true)
  expect([...imagePixels([-1, 0.5], shape, { low: -1, high: 1 }, true)]).toEqual([color(-1), color(0.5)])
})

test('three channels are one image in color', () => {
  expect(drawnFilters(filters({ channels: 3 }))).toMatchObject({ channels: 3, images: 2 })
})

test('over the whole page images are as large as lets all be seen, and of many larger than at the side', () => {
  const of = (outputs: number, room: number) => filterGrid(room ? 960 : 240, 1, filters({ outputs, height: 28, width: 28 }), room).scale
  expect([of(16, 0), of(512, 0)]).toEqual([1, 1])
  expect([of(16, 500), of(512, 500)]).toEqual([5, 3])
})

test('says how many there are, and where not all are drawn', () => {
  expect(countLabel(filters({ of: 1000, outputs: 256, height: 28, width: 28 }))).toBe('1,000 of 28 × 28')
  expect(imagesLabel(filters({ of: 1000, outputs: 256, height: 28, width: 28 }), 0.25)).toBe(
    'The first 256 of 1,000 receptive fields of 28 by 28, with weights within ±0.25.',
  )
  expect(countLabel(filters({ channels: 2 }))).toBe('2 of 2 × 3, OFF and ON')
  expect(imagesLabel(filters({ kind: 'conv', channels: 3 }), 0.5)).toBe('2 filters of 2 by 3, color, with weights within ±0.50.')
})

test('the table has the range of each image and its pixels, and the file every weight', () => {
  const data = Float32Array.of(0, -0.5, 0.25, 0.25, 0, 0, 1, 1, 1, 1, 1, 2)
  const [first, second] = filterStats(filters({ data }))
  expect(first).toMatchObject({ output: 1, channel: '', smallest: { value: -0.5, row: 1, column: 2 }, mean: 0 })
  // The first of two equal values is reported.
  expect(first?.largest).toEqual({ value: 0.25, row: 1, column: 3 })
  expect(first?.standardDeviation).toBeCloseTo(0.25, 6)
  expect(second).toMatchObject({ output: 2, smallest: { value: 1, row: 1, column: 1 }, largest: { value: 2, row: 2, column: 3 } })
  expect(statRows(filters({ data }))[2]?.slice(0, 8)).toEqual([2, '', 1, 1, 1, 2, 2, 3])
  expect(weightRows(filters({ data }))).toHaveLength(1 + 12)
  expect(weightRows(filters({ data, channels: 2, outputs: 1, kind: 'conv' })).slice(0, 2)).toEqual([
    ['filter', 'channel', 'row', 'column', 'weight'],
    [1, 'OFF', 1, 1, 0],
  ])
  expect(weightRows(filters({ data, channels: 2, outputs: 1 })).at(-1)).toEqual([1, 'ON', 2, 3, 2])
})
