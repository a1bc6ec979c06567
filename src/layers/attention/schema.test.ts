/** Which scores multiply which stream, the fields and the equations. */
import { expect, test } from 'vitest'
import * as z from 'zod'
import { rowsOf } from '../../experiments/form'
import { ATTENTION_EQUATIONS, allocation, allocationEquations, attentionFields, unitsFor } from './schema'

const fields = z.strictObject(attentionFields)

test('V1 gives temporal scores of events to frames and spatial scores of frames to events', () => {
  expect(allocation({ variant: 'V1', scores: 'both' })).toEqual({ event: { spatial: 'frame' }, frame: { temporal: 'event' } })
  expect(allocation({ variant: 'V1', scores: 'temporal' })).toEqual({ event: {}, frame: { temporal: 'event' } })
  expect(allocation({ variant: 'V1', scores: 'spatial' })).toEqual({ event: { spatial: 'frame' }, frame: {} })
})

test('V2 gives both scores to the other stream, self to its own', () => {
  const both = (stream: 'event' | 'frame') => ({ temporal: stream, spatial: stream })
  expect(allocation({ variant: 'V2', scores: 'both' })).toEqual({ event: both('frame'), frame: both('event') })
  expect(allocation({ variant: 'self', scores: 'both' })).toEqual({ event: both('event'), frame: both('frame') })
  expect(allocation({ variant: 'self', scores: 'temporal' })).toEqual({ event: { temporal: 'event' }, frame: { temporal: 'frame' } })
  expect(allocation({ variant: 'V2', scores: 'spatial' })).toEqual({ event: { spatial: 'frame' }, frame: { spatial: 'event' } })
})

test('the equations say the same', () => {
  expect(allocationEquations({ variant: 'V1', scores: 'both' })).toEqual([
    ['Xᵉ', '←', 'Xᵉ · Bᶠ[h, w]'],
    ['Xᶠ', '←', 'Xᶠ · Aᵉ[t]'],
  ])
  expect(allocationEquations({ variant: 'self', scores: 'both' })[1]).toEqual(['Xᶠ', '←', 'Xᶠ · Aᶠ[t] · Bᶠ[h, w]'])
  expect(allocationEquations({ variant: 'V1', scores: 'temporal' })[0]).toEqual(['Xᵉ', '←', 'Xᵉ'])
  expect(Object.values(ATTENTION_EQUATIONS).map((equations) => equations.length)).toEqual([2, 2])
})

test('the fields have bounds, and a row each in a form', () => {
  expect(fields.parse({})).toEqual({ scores: 'both', ratio: 4, kernel: 3 })
  expect(fields.parse({ scores: 'temporal', ratio: 64, kernel: 7 }).kernel).toBe(7)
  for (const wrong of [
    { kernel: 5 },
    { kernel: 4 },
    { kernel: 1 },
    { kernel: 9 },
    { ratio: 0 },
    { ratio: 65 },
    { ratio: 1.5 },
    { scores: 'none' },
  ])
    expect(fields.safeParse(wrong).success).toBe(false)
  const value = fields.parse({})
  expect(rowsOf(fields, 'fusion', value, value).map(({ control, min, max, step }) => [control, min, max, step])).toEqual([
    ['choice', undefined, undefined, undefined],
    ['integer', 1, 64, 1],
    ['integer', 3, 7, 4],
  ])
})

test('the hidden layer has one unit per `ratio` steps, rounded down, at least one', () => {
  expect([unitsFor(16, 4), unitsFor(15, 4), unitsFor(3, 16), unitsFor(1, 1)]).toEqual([4, 3, 1, 1])
})
