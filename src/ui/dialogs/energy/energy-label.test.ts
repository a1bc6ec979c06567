/** Operation counts and energy as text. */
import { expect, test } from 'vitest'
import type { OperationsRow } from '../../../readings/energy'
import { inputLabel, joules, operations, ratio } from './energy-label'

test('short counts are exact, and small means keep their decimals', () => {
  expect([0, 0.125, 12.25, 512, 9999, 100_352].map(operations)).toEqual(['0', '0.13', '12.3', '512', '9999', '100\u00a0k'])
})

test('energies have a fitting unit', () => {
  expect([14.4, 462_000, 2.6e6, 3e9].map(joules)).toEqual(['14.4 pJ', '462 nJ', '2.60 µJ', '3.00 mJ'])
  expect([ratio(1, 4), ratio(1, 0)]).toEqual(['0.25 times', '–'])
})

test('an input says what it is', () => {
  const row = { input: 'spikes', spikes: 128, rate: 0.25, steps: 4, lag: 0 } as OperationsRow
  expect(inputLabel(row)).toBe('128 spikes, 25.0\u00a0%')
  expect(inputLabel({ ...row, input: 'numbers', spikes: null, rate: null })).toBe('numbers, 4 steps')
  expect(inputLabel({ ...row, input: 'numbers', spikes: null, rate: null, steps: 1 })).toBe('numbers, once')
})
