/** Random access to a compressed file, with a bound on the memory. */
import { describe, expect, it } from 'vitest'
import { randomAccess } from './read-at'
import type { Bytes } from './stream'

const PIECE = 2 ** 20

/** Endless, where no count of pieces is given; each begins with its number. */
function pieces(count = Infinity) {
  let made = 0
  const open = () =>
    new ReadableStream<Bytes>({
      pull(controller) {
        if (made >= count) return controller.close()
        const piece = new Uint8Array(PIECE / 2 + 7)
        piece[0] = ++made
        controller.enqueue(piece)
      },
    })
  return { open, made: () => made }
}

describe('a file that is unpacked', () => {
  it('gives bytes from anywhere, over the ends of its pieces', async () => {
    const { size, readAt } = await randomAccess(pieces(5))
    expect(size).toBe(5 * (PIECE / 2 + 7))
    const whole = readAt(0, size)
    expect([0, 1, 2, 3, 4].map((n) => whole[n * (PIECE / 2 + 7)])).toEqual([1, 2, 3, 4, 5])
    expect(Buffer.compare(readAt(PIECE - 5, PIECE + 10), whole.subarray(PIECE - 5, 2 * PIECE + 5))).toBe(0)
    expect(readAt(size - 3, 10)).toHaveLength(3)
    expect(readAt(size + 3, 10)).toHaveLength(0)
  })

  it('is refused where it continues beyond the bound, and no more of it is unpacked', async () => {
    const { open, made } = pieces()
    await expect(randomAccess({ open }, { max: 4 * PIECE })).rejects.toThrow(
      'unpacks to more than 4.2 MB, the most that is held here. Unpack it first',
    )
    expect(made()).toBeLessThan(20)
  })

  it('is left where it is told to stop', async () => {
    const { open, made } = pieces()
    await expect(randomAccess({ open }, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
    expect(made()).toBeLessThan(5)
  })
})
