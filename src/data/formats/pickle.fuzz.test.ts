/** Any bytes that are taken for a pickle give their content or a FormatError. 100 runs; `npm run fuzz` sets FUZZ_RUNS. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { npyFile } from '../../testing/files'
import { FormatError } from './format-error'
import { integersOf } from './npy-integers'
import { readPickle } from './pickle'

/** Opcodes of pickles, so that some programs run far. */
const codes = fc.constantFrom(40, 46, 78, 75, 77, 74, 138, 71, 140, 67, 93, 97, 101, 41, 116, 133, 135, 99, 147, 82, 98, 113, 148, 104)
const bytes = fc.uint8Array({ maxLength: 60 }).chain((values) =>
  fc.array(fc.tuple(fc.nat(59), codes), { maxLength: 60 }).map((edits) => {
    const copy = Uint8Array.from(values)
    for (const [at, code] of edits) if (at < copy.length) copy[at] = code
    return copy
  }),
)

it('any bytes', () => {
  const answered = (work: () => unknown) => {
    try {
      work()
    } catch (error) {
      expect(error).toBeInstanceOf(FormatError)
      expect((error as Error).message).toMatch(/^\S.{10,300}[^.]$/s)
    }
  }
  fc.assert(
    fc.property(bytes, fc.nat(3), (values, count) => {
      answered(() => readPickle(values))
      answered(() => integersOf(npyFile('|O', [count], values)))
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 100) },
  )
})
