/** Rows of truths: what is left out and said, and how they are packed. */
import { describe, expect, test } from 'vitest'
import { checkTruths, leftOut, packTruths, type TruthRow } from './truths'

const PICTURE = { width: 64, height: 48, classes: 3 }
const row = (more: Partial<TruthRow> = {}): TruthRow => ({ class: 1, cx: 20, cy: 30, width: 8, height: 6, ...more })

describe('a row', () => {
  test.each([
    ['notANumber', { cx: Number.NaN }],
    ['notANumber', { width: Number.POSITIVE_INFINITY }],
    ['notANumber', { speed: Number.NaN }],
    ['notANumber', { cy: 1e39 }],
    ['unknownClass', { class: 3 }],
    ['unknownClass', { class: -1 }],
    ['unknownClass', { class: 0.5 }],
    ['noSize', { width: 0 }],
    ['noSize', { width: -8, height: -6 }],
    ['noSize', { height: 1e-50 }],
    ['outside', { cx: -4 }],
    ['outside', { cx: 68 }],
    ['outside', { cy: 51 }],
  ] as const)('%s: %o', (fault, more) => {
    const checked = checkTruths([row(), row(more), row()], PICTURE)
    expect(checked.valid).toEqual([row(), row()])
    expect(checked.faults[fault]).toBe(1)
  })

  test('partly in the image is kept as it is', () => {
    const edge = row({ cx: -3.9, cy: 50.9 })
    expect(checkTruths([edge], PICTURE).valid).toEqual([edge])
  })
})

test('what is left out is counted and said', () => {
  const checked = checkTruths([row({ cx: Number.NaN }), row({ class: 7 }), row({ class: 8 }), row({ width: 0 }), row({ cx: 99 })], PICTURE)
  expect(leftOut(checked)).toBe(
    'Boxes left out: 1 with a number that is not finite, 2 of an unknown class, 1 without a size, 1 outside the image.',
  )
  expect(leftOut(checkTruths([row()], PICTURE))).toBeUndefined()
})

test('rows are packed one image after another, zeros behind the last', () => {
  const { truths, truthCounts } = packTruths([[row({ ignored: true, speed: 5, visible: 0.5 })], []], 2)
  expect([...truths.subarray(0, 8)]).toEqual([1, 20, 30, 8, 6, 1, 5, 0.5])
  expect(truths.subarray(8).every((v) => v === 0)).toBe(true)
  expect([...truthCounts]).toEqual([1, 0])
  expect([...packTruths([[row()]], 1).truths]).toEqual([1, 20, 30, 8, 6, 0, 0, 1])
})

test('more boxes than there is room for are refused', () => {
  expect(() => packTruths([[row()], [row(), row(), row()]], 2)).toThrow('Image 1 has 3 boxes, and there is room for 2.')
})
