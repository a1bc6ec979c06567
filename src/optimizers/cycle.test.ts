/** One cycle against numbers written down from torch's algorithm: an initial and a final rate, two phases, the momentum against them. */
import { describe, expect, test } from 'vitest'
import { expectClose } from '../testing/close'
import { epochTable, oneCycle } from './cycle'
import type { OptimizerSpec, ScheduleSpec } from './schema'

const byEpoch = { kind: 'oneCycleByEpoch', riseFraction: 0.3, divide: 25, finalDivide: 1e4, cycleMomentum: true } as const
const steep: ScheduleSpec = { ...byEpoch, riseFraction: 0.25, divide: 10, finalDivide: 100 }
const adam: OptimizerSpec = { kind: 'adam', rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 }
const column = (table: readonly number[], n: number) => table.filter((_, i) => i % 3 === n)
const close = { absolute: 1e-14, reason: 'printed to 15 digits' }

describe('ten epochs', () => {
  test('a rise that ends at an epoch', () => {
    const table = epochTable(adam, byEpoch, 10)
    expectClose(
      column(table, 0),
      [
        0.04, 0.52, 1, 0.950484632013474, 0.811745653949763, 0.611262021936289, 0.388741978063711, 0.188258346050237, 0.0495193679865263,
        0.000004,
      ],
      close,
    )
    const momenta = [
      0.95, 0.9, 0.85, 0.854951556604879, 0.868825509907063, 0.888873953302184, 0.911126046697816, 0.931174490092937, 0.945048443395121,
      0.95,
    ]
    expectClose(column(table, 1), momenta, close)
    expectClose(column(table, 2), momenta.map(Math.log), close)
  })

  test('a rise that ends between two', () => {
    const table = epochTable(adam, steep, 10)
    expectClose(
      column(table, 0),
      [
        0.1, 0.775, 0.989084726566536, 0.904603988690286, 0.75025, 0.552711967402193, 0.346146011309714, 0.16626926212375,
        0.0441840439075208, 0.001,
      ],
      close,
    )
    expectClose(
      column(table, 1),
      [
        0.95, 0.875, 0.85109261996331, 0.859549150281253, 0.875, 0.894773576836617, 0.915450849718747, 0.933456530317943, 0.94567727288213,
        0.95,
      ],
      close,
    )
  })
})

test('so few epochs that the rise ends before the first', () => {
  expectClose(epochTable(adam, byEpoch, 2).slice(0, 2), [0.811745653949763, 0.868825509907063], close)
  expectClose(epochTable(adam, byEpoch, 1), [0.000004, 0.95, Math.log(0.95)], close)
})

test('a fraction of an epoch counts as a whole one, and past the end nothing moves', () => {
  expect(epochTable(adam, byEpoch, 9.01)).toEqual(epochTable(adam, byEpoch, 10))
  expect(epochTable(adam, byEpoch, 0.01)).toEqual(epochTable(adam, byEpoch, 1))
  expect(oneCycle(byEpoch, 12, 10)).toEqual(oneCycle(byEpoch, 9, 10))
})

test('the momentum stays where it is not to cycle, and the table has one row where nothing does', () => {
  const table = epochTable(adam, { ...byEpoch, cycleMomentum: false }, 4)
  expect(column(table, 0)).toEqual(column(epochTable(adam, byEpoch, 4), 0))
  expect(column(table, 1)).toEqual([0.9, 0.9, 0.9, 0.9])
  expect(epochTable(adam, { kind: 'cosine' }, 4)).toEqual([1, 0.9, Math.log(0.9)])
  expect(epochTable({ kind: 'sgd', rate: 1, momentum: 0, weightDecay: 0 }, { kind: 'constant' }, 4)).toEqual([1, 0, Math.log(1e-30)])
})
