/** Any bytes that are taken for a compressed frame decompress to at most the bound. 100 runs; `npm run fuzz` sets FUZZ_RUNS. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { place } from '../../testing/place'
import { FormatError } from './format-error'
import { boundOfLz4, unpackLz4 } from './lz4'

const numRuns = Number(process.env.FUZZ_RUNS ?? 100)
const MAX = 2 ** 20

const frame = new Uint8Array(readFileSync(new URL('../../testing/cases/events/linked.lz4', import.meta.url)))
const damaged = fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 6 }).map((edits) => {
  const copy = Uint8Array.from(frame)
  for (const [at, value] of edits) copy[Math.floor(at * at * (copy.length - 1))] = value
  return copy
})
const made = fc
  .uint8Array({ maxLength: 300 })
  .map((block) => Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0, block.length & 255, block.length >> 8, 0, 0, ...block, 0, 0, 0, 0))

it('LZ4 writes within its bound, or says where it is damaged', { timeout: 600_000 + numRuns * 10 }, () => {
  fc.assert(
    fc.property(fc.oneof(damaged, made, fc.uint8Array({ maxLength: 40 })), (bytes) => {
      try {
        const bound = boundOfLz4(bytes, 0)
        if (bound > MAX) return
        const room = new Uint8Array(bound + 100)
        const length = unpackLz4(bytes, 0, room.subarray(0, bound))
        expect(length).toBeLessThanOrEqual(bound)
        expect(room.subarray(bound).every((byte) => byte === 0)).toBe(true)
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError)
        expect((error as Error).message).toMatch(
          / at byte \d+(, where it can hold \d+ at most|, and it is not here)?$|that claims \d+ bytes/,
        )
      }
    }),
    { numRuns },
  )
})
