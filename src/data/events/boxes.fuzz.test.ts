/**
 * Whatever a file of boxes contains, the reader returns boxes or an error in a sentence. 100 runs a file; `npm run fuzz` sets FUZZ_RUNS.
 */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { blobOf } from '../../testing/files'
import { place } from '../../testing/place'
import { FormatError } from '../formats/format-error'
import { readBoxes } from './boxes'

const numRuns = Number(process.env.FUZZ_RUNS ?? 100)
const caseOf = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`../../testing/cases/events/${name}`, import.meta.url)))

it.each([
  ['new_bbox.npy', caseOf('new_bbox.npy')],
  ['old_bbox.npy', caseOf('old_bbox.npy')],
  ['annotation_0001.bin', new Uint8Array(Int16Array.of(2, 3, 30, 20, 30, 90, 170, 90, 2, 1, 5, 5).buffer)],
])('a damaged %s is read, or answered with a sentence', { timeout: 600_000 + numRuns * 10 }, async (path, bytes) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(place, fc.nat(255)), { maxLength: 4 }), fc.option(place), async (edits, cut) => {
      const copy = Uint8Array.from(bytes)
      for (const [at, value] of edits) copy[Math.floor(at * (copy.length - 1))] = value
      const blob = blobOf(cut === null ? copy : copy.subarray(0, Math.floor(cut * copy.length)))
      const answer = await readBoxes({ path, blob }).catch((error: unknown) => error as Error)
      if (answer instanceof Error) {
        expect(answer).toBeInstanceOf(FormatError)
        expect(answer.message).toMatch(/^\S.{10,600}[^.]$/s)
        return
      }
      for (const { t, x, y, width, height } of answer.boxes) {
        expect([t, x, y, width, height].every(Number.isFinite)).toBe(true)
        expect(Math.min(width, height)).toBeGreaterThanOrEqual(0)
      }
      for (const note of answer.notes) expect(note).toMatch(/^[A-Z].{10,300}\.$/)
    }),
    { numRuns },
  )
})
