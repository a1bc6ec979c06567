/** Boxes of arrays in HDF5 and NumPy files: every layout, every type, any gaps between the requested elements, and faulty files. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { h5File } from '../../testing/arrays'
import { joined, npyFile } from '../../testing/files'
import { isMat73, openHdf5 } from './hdf5'
import { npyArray } from './npy-array'
import type { NumberArray } from './numbers'
import type { ReadAt } from './read-at'

const from =
  (bytes: Uint8Array): ReadAt =>
  (at, count) =>
    bytes.subarray(at, at + count)
const openH5 = (bytes: Uint8Array) => openHdf5(bytes.length, from(bytes))
const ramp = (length: number) => Float32Array.from({ length }, (_, i) => i)

/** Checks that every box equals the same part of the whole array. */
async function boxes(array: NumberArray, whole: (place: readonly number[]) => number): Promise<void> {
  const [a, b, c] = array.shape as [number, number, number]
  for (const [low, high] of [
    [
      [0, 0, 0],
      [a, b, c],
    ],
    [
      [1, 0, 0],
      [3, b, c],
    ],
    [
      [0, 2, 1],
      [a, 4, 2],
    ],
    [
      [2, 1, 3],
      [3, 2, 4],
    ],
    [
      [0, 0, 1],
      [a, b, 4],
    ],
    [
      [1, 1, 0],
      [a, b, 1],
    ],
    [
      [1, 1, 1],
      [1, 2, 2],
    ],
  ] as const) {
    const wanted: number[] = []
    for (let i = low[0]!; i < high[0]!; i++)
      for (let j = low[1]!; j < high[1]!; j++) for (let k = low[2]!; k < high[2]!; k++) wanted.push(whole([i, j, k]))
    expect([...(await array.read(low, high))], `${low} to ${high}`).toEqual(wanted)
  }
}
const SHAPE = [4, 5, 6] as const
const inOrder = ([i, j, k]: readonly number[]) => (i! * 5 + j!) * 6 + k!

describe('arrays of an HDF5 file', () => {
  it('are found in all groups, and any box of them is read, however they are packed', async () => {
    const values = ramp(120)
    const chunks = [2, 3, 6]
    const file = await openH5(
      await h5File({
        plain: { shape: SHAPE, values },
        'in/chunks': { shape: SHAPE, values, chunks },
        'in/deeper/packed': { shape: SHAPE, values: Uint8Array.from(values), chunks, compression: 4 },
        whole: { shape: SHAPE, values: Int16Array.from(values, (v) => v - 60) },
        names: { shape: [2], values: ['a', 'b'] },
      }),
    )
    const found = file.arrays()
    expect(found.map(({ path }) => path).sort()).toEqual(['/in/chunks', '/in/deeper/packed', '/plain', '/whole'])
    const at = (path: string) => found.find((array) => array.path === path)!
    await boxes(at('/plain'), inOrder)
    await boxes(at('/in/chunks'), inOrder)
    await boxes(at('/in/deeper/packed'), inOrder)
    await boxes(at('/whole'), (place) => inOrder(place) - 60)
    expect(at('/in/deeper/packed')).toMatchObject({ element: { kind: 'u', size: 1 }, chunks, shape: SHAPE })
    expect(at('/whole').element).toEqual({ kind: 'i', size: 2 })
    file.close()
  })

  it('as the newest library writes them, and behind the 512 bytes of MATLAB', async () => {
    const values = ramp(120)
    const newest = await h5File({ a: { shape: SHAPE, values, chunks: [4, 1, 2], compression: 1 } }, 'latest')
    const block = new Uint8Array(512)
    block.set(new TextEncoder().encode('MATLAB 7.3 MAT-file, Platform: GLNXA64'))
    const mat = joined(block, await h5File({ a: { shape: SHAPE, values } }))
    expect({ matlab: isMat73(mat), hdf5: isMat73(newest) }).toEqual({ matlab: true, hdf5: false })
    for (const bytes of [newest, mat]) {
      const file = await openH5(bytes)
      const [array] = file.arrays()
      await boxes(array!, inOrder)
      file.close()
    }
  })

  it('shuffled, big-endian, true and false, half precision: as h5py writes them', async () => {
    const file = await openH5(readFileSync(new URL('../../testing/cases/response/h5py.h5', import.meta.url)))
    const found = file.arrays()
    const all = async (path: string) => {
      const { shape, read } = found.find((array) => array.path === path)!
      return [
        ...(await read(
          shape.map(() => 0),
          shape,
        )),
      ]
    }
    const wanted = Array.from({ length: 24 }, (_, i) => i)
    expect(await all('/shuffled')).toEqual(wanted)
    expect(await all('/big')).toEqual(wanted)
    expect(await all('/checked')).toEqual(wanted)
    expect(await all('/halves')).toEqual(wanted.map((i) => i / 4))
    expect(await all('/flags')).toEqual(wanted.map((i) => i % 2))
    expect(found.map(({ path }) => path)).not.toContain('/words')
    file.close()
  })

  it('a piece that is too long to be unpacked is refused, and so is a file that is cut off', async () => {
    // Chunks of 7 × 9 bytes that say they are of 2^15 × 2^15.
    const made = Buffer.from(await h5File({ a: { shape: [7, 9], values: new Uint8Array(63), chunks: [7, 9] } }))
    const sizes = (side: [number, number]) => Buffer.from(Uint32Array.of(...side, 1).buffer)
    sizes([2 ** 15, 2 ** 15]).copy(made, made.indexOf(sizes([7, 9])))
    const file = await openH5(made)
    const [array] = file.arrays()
    expect(array!.chunks).toEqual([2 ** 15, 2 ** 15])
    expect(() => array!.read([0, 0], [1, 1])).toThrow('packs /a in pieces of more than 256 MiB')
    file.close()
    const bytes = await h5File({ a: { shape: [1000], values: ramp(1000) } })
    await expect(openH5(bytes.subarray(0, bytes.length - 100)).then(({ arrays }) => arrays()[0]!.read([0], [1000]))).rejects.toThrow(
      'is truncated or damaged',
    )
  })
})

describe('an array of NumPy', () => {
  const open = (bytes: Uint8Array) => npyArray(bytes, bytes.length, async () => from(bytes))

  it('is read box by box', async () => {
    await boxes(open(npyFile('<f4', SHAPE, ramp(120))), inOrder)
    await boxes(open(npyFile('|u1', SHAPE, Uint8Array.from(ramp(120)))), inOrder)
    await boxes(open(npyFile('<i8', SHAPE, BigInt64Array.from(ramp(120), BigInt))), inOrder)
    const big = new DataView(new ArrayBuffer(240))
    for (let i = 0; i < 120; i++) big.setInt16(2 * i, i - 60)
    await boxes(open(npyFile('>i2', SHAPE, big)), (place) => inOrder(place) - 60)
    expect(await open(npyFile('|b1', [3], Uint8Array.of(1, 0, 1))).read([0], [3])).toEqual(Uint8Array.of(1, 0, 1))
    expect(await open(npyFile('<f2', [2], Uint16Array.of(0x3c00, 0xb800))).read([0], [2])).toEqual(Float32Array.of(1, -0.5))
  })

  it('in Fortran order has its axes as they lie in the file', async () => {
    const array = open(npyFile('<f4', [6, 5, 4], ramp(120), true))
    expect({ shape: array.shape, reversed: array.reversed }).toEqual({ shape: SHAPE, reversed: true })
    await boxes(array, inOrder)
    expect(open(npyFile('<f4', [6], ramp(6), true)).reversed).toBe(false)
  })

  it('fetches runs that lie close together at once, and others alone', async () => {
    const fetched: [number, number][] = []
    const head = npyFile('|u1', [3, 2 ** 23, 4], new Uint8Array(0))
    const array = npyArray(head, undefined, async () => (at, count) => {
      fetched.push([at - head.length, count])
      return new Uint8Array(count).map((_, i) => (at - head.length + i) & 255)
    })
    expect([...(await array.read([0, 3, 1], [2, 5, 2]))]).toEqual([13, 17, 13, 17])
    expect(fetched).toEqual([
      [13, 5],
      [2 ** 25 + 13, 5],
    ])
    fetched.length = 0
    await array.read([1, 0, 0], [2, 2 ** 22, 4])
    expect(fetched).toEqual([
      [2 ** 25, 2 ** 23],
      [2 ** 25 + 2 ** 23, 2 ** 23],
    ])
  })

  it('that is no whole array of plain numbers is refused', async () => {
    const whole = npyFile('<f4', [4], ramp(4))
    expect(() => open(whole.subarray(0, whole.length - 1))).toThrow('is truncated: it has 15 bytes of elements, where its header says 16')
    expect(() => open(joined(whole, new Uint8Array(1)))).toThrow('has 17 bytes of elements, where its header says 16')
    expect(() => open(npyFile('|O', [4], new Uint8Array(9)))).toThrow('holds elements of type |O')
    expect(() => open(npyFile('<c8', [4], new Uint8Array(32)))).toThrow('holds elements of type <c8')
    expect(() => open(npyFile('<f4', [2 ** 30, 2 ** 30], new Uint8Array(9)))).toThrow('claims 1073741824 × 1073741824 elements')
    const packed = npyArray(whole, undefined, async () => from(whole.subarray(0, whole.length - 5)))
    await expect(packed.read([0], [4])).rejects.toThrow('is truncated: it ends at byte')
  })
})
