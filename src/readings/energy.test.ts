/** Operations and energy of small networks, by hand. */
import { expect, test } from 'vitest'
import { ARITHMETIC, energyOf, energyRows, estimateText, type OperationsReading, type ProductReading } from './energy'

const plain = { lag: 0, spikes: null, met: null } as const
/** 784 currents, the same at each of 4 steps, to 128 neurons that hear themselves a step later, to 10 outputs. */
const products: readonly ProductReading[] = [
  { ...plain, name: 'linear1', layer: 'lif1', kind: 'linear', input: 'numbers', steps: 1, inputs: 784, connections: 784 * 128 },
  {
    name: 'lif1.recurrent',
    layer: 'lif1',
    kind: 'recurrent',
    input: 'spikes',
    steps: 4,
    lag: 1,
    inputs: 128,
    connections: 128 * 128,
    spikes: 96,
    met: 96 * 128,
  },
  {
    name: 'output',
    layer: 'output',
    kind: 'linear',
    input: 'spikes',
    steps: 4,
    lag: 0,
    inputs: 128,
    connections: 1280,
    spikes: 128,
    met: 1280,
  },
]
const reading: OperationsReading = { step: 7, samples: 16, steps: 4, products, neurons: [{ layer: 'lif1', neurons: 128, steps: 4 }] }

test('a spike adds the weights that it meets; numbers are multiplied at each step at which they differ', () => {
  const { rows, total } = energyOf(reading)
  expect(rows.map(({ accumulates, multiplyAccumulates }) => [accumulates, multiplyAccumulates])).toEqual([
    [0, 100_352],
    [12_288, 0],
    [1280, 0],
  ])
  expect(total).toMatchObject({ accumulates: 13_568, multiplyAccumulates: 100_352 })
  expect(total.picojoules).toBeCloseTo(13_568 * 0.9 + 100_352 * 4.6, 6)
})

test('rates are spikes of an input value at a step; what is heard a step later has a step less', () => {
  expect(energyOf(reading).rows.map(({ rate }) => rate)).toEqual([null, 96 / (128 * 3), 0.25])
})

test('the analog network multiplies at one step, where nothing is heard of a step before, or at all', () => {
  const { analog, analogOverSteps } = energyOf(reading)
  expect(analog).toMatchObject({ accumulates: 0, multiplyAccumulates: 100_352 + 1280 })
  expect(analog.picojoules).toBeCloseTo(4.6 * 101_632, 6)
  expect(analogOverSteps.multiplyAccumulates).toBe(100_352 + 3 * 16_384 + 4 * 1280)
})

test('neurons’ own updates stand next to the total', () => {
  const { updates, ofUpdates, total } = energyOf(reading)
  expect(updates).toEqual([{ layer: 'lif1', neurons: 128, steps: 4, updates: 512 }])
  expect(ofUpdates.picojoules).toBeCloseTo(512 * 4.6, 9)
  expect(energyOf({ ...reading, neurons: [] }).total).toEqual(total)
})

test('numbers at every step are multiplied at every step, also those that are 0', () => {
  const product: ProductReading = { ...plain, name: 'a', layer: 'b', kind: 'conv', input: 'numbers', steps: 10, inputs: 8, connections: 72 }
  expect(energyOf({ ...reading, products: [product] }).total).toEqual({ accumulates: 0, multiplyAccumulates: 720, picojoules: 720 * 4.6 })
})

test('a file has the rows of the table, as many cells in each but the last, which says what the energy is', () => {
  const rows = energyRows(energyOf(reading))
  expect(new Set(rows.slice(0, -1).map(({ length }) => length))).toEqual(new Set([11]))
  expect(rows.at(-1)).toEqual([estimateText(ARITHMETIC)])
  expect(rows[1]).toEqual(['linear1', 'lif1', 'linear', 'numbers', 1, 100_352, '', '', 0, 100_352, 100_352 * 4.6])
  expect(estimateText(ARITHMETIC)).toBe('arithmetic only, 45 nm, no memory traffic: an estimate')
})

test('with a memory each operation reads its weight, in the analog network too', () => {
  const { rows, total, analog } = energyOf(reading, { memory: 'dram', updates: false })
  expect(rows[1]!.picojoules).toBeCloseTo(12_288 * (0.9 + 640), 6)
  expect(total.picojoules).toBeCloseTo(13_568 * (0.9 + 640) + 100_352 * (4.6 + 640), 3)
  expect(analog.picojoules).toBeCloseTo(101_632 * (4.6 + 640), 3)
})

test('updates in the total read and write their state; the analog network has none', () => {
  const model = { memory: 'sram', updates: true } as const
  const { ofUpdates, total, analog } = energyOf(reading, model)
  expect(ofUpdates.picojoules).toBeCloseTo(512 * (4.6 + 2 * 5), 6)
  expect(total.picojoules).toBeCloseTo(energyOf(reading, { ...model, updates: false }).total.picojoules + ofUpdates.picojoules, 6)
  expect(analog).toEqual(energyOf(reading, { ...model, updates: false }).analog)
  expect(energyRows(energyOf(reading, model)).at(-1)).toEqual([
    'arithmetic and a word of SRAM of 32 KB for each weight, 45 nm, with the neurons’ updates: an estimate',
  ])
})
