/** Integers are exact in every form in which NumPy stores them; other values are named; nothing in a pickle is run. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { npyFile } from '../../testing/files'
import { FormatError } from './format-error'
import { integersOf } from './npy-integers'

const caseOf = (name: string) => Uint8Array.from(readFileSync(new URL(`../../testing/cases/events/${name}.npy`, import.meta.url)))
const TIMES = [0, 1, 2].map((k) => 1_600_000_000_000_000_000n + 50_000_003n * BigInt(k))

describe('times as NumPy keeps them', () => {
  it.each(['times-text', 'times-bytes', 'times-big-endian', 'times-objects', 'times-scalars', 'times-texts-2', 'times-mixed-3'])(
    '%s',
    (name) => {
      expect(integersOf(caseOf(name))).toEqual(TIMES)
    },
  )

  it.each<[string, ArrayBufferView, bigint[]]>([
    ['|i1', Int8Array.of(-3, 4), [-3n, 4n]],
    ['<u2', Uint16Array.of(65_535, 1), [65_535n, 1n]],
    ['<f8', Float64Array.of(2.9, -2.9), [2n, -2n]],
    ['<f4', Float32Array.of(8, 0.5), [8n, 0n]],
    ['<i8', BigInt64Array.of(-(2n ** 60n), 2n ** 62n + 1n), [-(2n ** 60n), 2n ** 62n + 1n]],
    ['<u8', BigUint64Array.of(2n ** 64n - 1n, 0n), [2n ** 64n - 1n, 0n]],
  ])('%s', (type, data, numbers) => {
    expect(integersOf(npyFile(type, [2], data))).toEqual(numbers)
    expect(integersOf(npyFile(type, [2, 1], data))).toEqual(numbers)
  })
})

describe('what is no list of whole numbers is named', () => {
  it.each<[string, Uint8Array, string]>([
    [
      'objects of Python',
      caseOf('times-dates'),
      'has a Python object (datetime.timedelta) for number 0. Numbers would fit: t=numpy.array(',
    ],
    ['a command', caseOf('times-evil'), 'has a Python object (posix.system) for number 0.'],
    ['words', npyFile('|S4', [2], new TextEncoder().encode('12\0\0abcd')), 'has “abcd” for number 1, which is no whole number'],
    ['a fraction in text', npyFile('|S4', [1], new TextEncoder().encode('1.50')), 'has “1.50” for number 0, which is no whole number'],
    ['nothing at all', npyFile('<f8', [1], Float64Array.of(Number.NaN)), 'has NaN for number 0, which is no whole number'],
    ['rows', npyFile('<i4', [2, 2], new Int32Array(4)), 'is no list of numbers'],
    ['a single number', npyFile('<i4', [], new Int32Array(1)), 'is no list of numbers'],
    ['dates', npyFile('<M8', [1], new Float64Array(1)), 'holds elements of type <M8; whole numbers, or texts of them, would fit'],
    ['too many', npyFile('|u1', [100_001], new Uint8Array(100_001)), 'claims 100001 numbers; up to 100000 are read'],
    ['fewer than it says', npyFile('<i4', [3], new Int32Array(2)), 'has 8 bytes of elements, where its header says 12'],
    ['a pickle cut short', caseOf('times-objects').subarray(0, 280), 'is truncated or damaged: its Python objects are not all there'],
    [
      'a pickle of something else',
      npyFile('|O', [1], Uint8Array.of(128, 4, 75, 5, 46)),
      'holds Python objects that are no array of NumPy.',
    ],
    [
      'a code that is not read',
      npyFile('|O', [1], Uint8Array.of(128, 4, 125, 46)),
      'of a kind that is not read (pickle code 125 at byte 2)',
    ],
    [
      'a code without what it needs',
      npyFile('|O', [1], Uint8Array.of(128, 4, 82, 46)),
      'is damaged: its Python objects do not fit together',
    ],
  ])('%s', (_, bytes, words) => {
    expect(() => integersOf(bytes)).toThrow(words)
    expect(() => integersOf(bytes)).toThrow(FormatError)
    expect(existsSync('evil')).toBe(false)
  })
})
