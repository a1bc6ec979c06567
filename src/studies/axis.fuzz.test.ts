/** Values of a sweep as anyone may type them: never a crash, never more than there may be, never one that the field does not take. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { presetNamed } from '../experiments/presets'
import { fieldsOf, MAX_VALUES, readValues, refusalOf } from './axis'

const numRuns = Number(process.env.FUZZ_RUNS ?? 100)
const fields = fieldsOf(presetNamed('blank')!.experiment)

const piece = fc.oneof(
  fc.double().map(String),
  fc.integer().map(String),
  fc.constantFrom(',', '..', ' x ', ' × ', ' log', '-', '−', 'e', '1e999', '0', 'on', 'off', 'rect', '__proto__', ' '),
  fc.string(),
)
const written = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))

test(
  'whatever is typed is values of the field, each once, or a sentence',
  () => {
    fc.assert(
      fc.property(written, fc.constantFrom(...fields), (text, field) => {
        const read = readValues(text, field)
        if (!read.ok) expect(read.message).not.toBe('')
        else {
          expect(read.values.length).toBeGreaterThan(0)
          expect(read.values.length).toBeLessThanOrEqual(MAX_VALUES)
          expect(new Set(read.values).size).toBe(read.values.length)
          for (const value of read.values) expect(refusalOf(field, value)).toBeNull()
        }
      }),
      { numRuns },
    )
  },
  600_000 + numRuns * 50,
)
