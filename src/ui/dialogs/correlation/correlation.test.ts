import { expect, test } from 'vitest'
import { dataSchema } from '../../../data/datasets/schema'
import { small } from '../../../testing/data'
import { measurable } from './correlation'
import { halfWay } from './correlation-table'

const saved = (kind: string) => ({ data: dataSchema.parse({ kind }), bytes: 1, train: 1, test: 1, added: '2026-01-01T00:00:00.000Z' })

test('the open set comes first, frames as recorded; every set with steps follows, once', () => {
  const open = small({ data: { kind: 'nMnist', batch: 20 }, encoder: { kind: 'frames', values: 'binary', order: 'collapsed' } })
  const all = measurable(open, [saved('nMnist'), saved('shd'), saved('fashionMnist')])
  expect(all.map(({ data, encoder }) => [data.kind, encoder.kind])).toEqual([
    ['nMnist', 'frames'],
    ['nMnist', 'frames'],
    ['shd', 'rows'],
    ['fashionMnist', 'camera'],
    ['spokenDigits', 'rows'],
  ])
  expect(all.map(({ encoder }) => encoder.kind === 'frames' && [encoder.values, encoder.order])).toEqual([
    ['binary', 'recorded'],
    ['counts', 'recorded'],
    false,
    false,
    false,
  ])
})

test('images without a time axis are measured through the simulated camera', () => {
  expect(measurable(small(), null).map(({ data, encoder }) => [data.kind, encoder.kind])).toEqual([
    ['mnist', 'camera'],
    ['spokenDigits', 'rows'],
  ])
})

test('half way is where r has fallen halfway to its value in any order', () => {
  const estimate = (mean: number) => ({ mean, error: 0.01 })
  const found = { steps: 5, size: 4, samples: 1, compared: 1, lags: [1, 2, 3, 4], order: null, profile: null }
  expect(halfWay({ ...found, r: [0.9, 0.6, 0.5, 0.1].map(estimate), anyOrder: estimate(0.1) })).toBe(3)
  expect(halfWay({ ...found, r: [0.1, 0.6, 0.5, 0.1].map(estimate), anyOrder: estimate(0.4) })).toBeNull()
})
