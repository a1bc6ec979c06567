/** HDF5: every width of number, lists and none, what is missing or of another kind, and files that are cut off anywhere. */
import { describe, expect, it } from 'vitest'
import { hdf5File } from '../../testing/hdf5'
import { FormatError } from './format-error'
import { isHdf5, openHdf5 } from './hdf5'
import { inBlocks } from './hdf5-file'

const open = (bytes: Uint8Array) => openHdf5(bytes.length, (from, count) => bytes.subarray(from, from + count))
const made = hdf5File({
  group: {
    halves: { type: 'f2', values: [[0, 0.5, 1.25, -2], [], [2 ** -14, 2 ** -24, Number.POSITIVE_INFINITY, Number.NaN]] },
    singles: { type: 'f4', values: [[0.25], [3]] },
    doubles: { type: 'f8', values: [[0.1, 1e300]] },
    bytes: { type: 'u1', values: [[255, 0], [7]] },
    longs: { type: 'i8', values: [[-5, 2 ** 40]] },
  },
  signed: { type: 'i2', values: [-5, 300] },
  wide: { type: 'u8', values: [1, 2 ** 40] },
  single: { type: 'f4', values: [1] },
})

describe('openHdf5', () => {
  it('reads numbers and lists of them', async () => {
    expect(isHdf5(made)).toBe(true)
    const file = await open(made)
    const lists = (path: string, of: 'fractions' | 'whole numbers') => {
      const { count, read } = file.lists(path, of)
      return read(0, count).map((list) => [...list])
    }
    expect(lists('group/halves', 'fractions')).toEqual([[0, 0.5, 1.25, -2], [], [2 ** -14, 2 ** -24, Number.POSITIVE_INFINITY, Number.NaN]])
    expect(lists('group/singles', 'fractions')).toEqual([[0.25], [3]])
    expect(lists('group/doubles', 'fractions')).toEqual([[0.1, 1e300]])
    expect(lists('group/bytes', 'whole numbers')).toEqual([[255, 0], [7]])
    expect(lists('group/longs', 'whole numbers')).toEqual([[-5, 2 ** 40]])
    expect(file.lists('group/halves', 'fractions').read(1, 2)).toEqual([new Float32Array(0)])
    expect([...file.numbers('signed')]).toEqual([-5, 300])
    expect([...file.numbers('wide')]).toEqual([1, 2 ** 40])
    file.close()
  })

  it('says what is missing, or of another kind', async () => {
    const file = await open(made)
    expect(() => file.numbers('labels')).toThrow(new FormatError('has no labels'))
    expect(() => file.numbers('group')).toThrow('has a group where group would be, and no numbers')
    expect(() => file.numbers('single')).toThrow('has fractions of 4 bytes in single, where whole numbers were expected')
    expect(() => file.numbers('group/bytes')).toThrow(
      'has lists of whole numbers of 1 bytes in group/bytes, where whole numbers were expected',
    )
    expect(() => file.lists('group/bytes', 'fractions')).toThrow('where lists of fractions were expected')
    expect(() => file.lists('signed', 'whole numbers')).toThrow('has whole numbers of 2 bytes in signed, where lists of whole numbers were')
    file.close()
  })

  it('takes no more entries than are ever read', async () => {
    const { ready, File } = await import('h5wasm')
    const { FS } = await ready
    const sparse = new File('sparse', 'w')
    sparse.create_dataset({ name: 'labels', data: Uint8Array.of(1, 2), shape: [2], maxshape: [null], chunks: [2] }).resize([2 ** 40])
    sparse.close()
    const file = await open(FS.readFile('sparse'))
    expect(() => file.numbers('labels')).toThrow('claims 1099511627776 entries in labels, more than is read')
    file.close()
  })

  it('refuses a file that is cut off, wherever that is', async () => {
    for (let length = 8; length < made.length; length += 97) {
      const problem: unknown = await open(made.subarray(0, length)).then(
        (file) => {
          try {
            for (const path of ['halves', 'singles', 'doubles']) {
              const { count, read } = file.lists(`group/${path}`, 'fractions')
              read(0, count)
            }
            for (const path of ['signed', 'wide']) file.numbers(path)
            return undefined
          } catch (error) {
            return error
          } finally {
            file.close()
          }
        },
        (error: unknown) => error,
      )
      expect(problem, `${length} bytes`).toBeInstanceOf(FormatError)
    }
  })
})

it('blocks are fetched once, and the pieces are those of the file', () => {
  const size = 3 * 2 ** 20 + 5
  const byteAt = (at: number) => (at * 31 + (at >> 12)) & 255
  const fetched: number[] = []
  const read = inBlocks(size, (from, count) => {
    fetched.push(from)
    return Uint8Array.from({ length: count }, (_, i) => byteAt(from + i))
  })
  for (const [from, count] of [
    [10, 20],
    [2 ** 20 - 3, 6],
    [2 ** 20 + 7, 2 ** 20],
    [size - 4, 4],
  ] as const)
    expect(Buffer.from(read(from, count)).equals(Buffer.from(Uint8Array.from({ length: count }, (_, i) => byteAt(from + i))))).toBe(true)
  expect(fetched).toEqual([0, 2 ** 20, 2 ** 21, 3 * 2 ** 20])
})

describe('a heap in which a size is damaged', () => {
  const heaps = [...Buffer.from(made).toString('latin1').matchAll(/GCOL/g)].map(({ index }) => index)
  it.each([
    ['nothing', [0, 0, 0, 0, 0, 0, 0, 0], 0],
    ['less than nothing', [0xf0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 1],
    ['more than there is', [0, 0, 1, 0, 0, 0, 0, 0], 1],
  ])('is refused, not walked through for ever: %s', async (_, sizes, number) => {
    const bytes = Uint8Array.from(made)
    for (const at of heaps) {
      // The first object, behind the head of the heap: its number, and half a head further its size.
      bytes[at + 16] = number
      bytes.set(sizes, at + 24)
    }
    const file = await open(bytes)
    expect(() => file.lists('group/halves', 'fractions').read(0, 1)).toThrow('is truncated or damaged: HDF5 cannot read all of it')
    file.close()
  })

  it('is found wherever it lies between two blocks', () => {
    const heap = (length: number) => [
      71,
      67,
      79,
      76,
      1,
      0,
      0,
      0,
      32,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      1,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      length,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
    ]
    for (let at = 2 ** 20 - 34; at < 2 ** 20 + 2; at++)
      for (const [length, first] of [
        [0, 71],
        [17, 0],
      ] as const) {
        const bytes = new Uint8Array(2 ** 20 + 64)
        bytes.set(heap(length), at)
        expect(inBlocks(bytes.length, (from, count) => bytes.subarray(from, from + count))(at, 4)[0]).toBe(first)
      }
  })
})
