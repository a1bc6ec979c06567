/** Whatever is typed, the answer is a model or a sentence, soon. 100 runs in `npm test`; `npm run fuzz` sets FUZZ_RUNS. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { read } from './check'
import { print } from './print'
import { programOf } from './program'
import { SHELF } from './shelf'

const numRuns = Number(process.env.FUZZ_RUNS ?? 100)
/** An answer takes a millisecond; one that takes this long is a hang. */
const SOON_MS = 5_000

const piece = fc.oneof(
  fc.constantFrom(
    '[t-1]',
    'spike(',
    ')',
    '(',
    '..',
    'param ',
    'init ',
    'surrogate(',
    'learned per ',
    '\n',
    '=',
    '^',
    '-',
    '>=',
    ' in ',
    '1e',
    'x',
    's',
    '#',
  ),
  fc.string({ maxLength: 4, unit: 'binary' }),
  fc.string({ maxLength: 200 }),
)

/** A text of the shelf with pieces cut, doubled and put in. */
const mutated = fc
  .tuple(
    fc.constantFrom(...SHELF.map(({ text }) => text)),
    fc.array(fc.tuple(fc.nat(400), fc.nat(30), piece), { minLength: 1, maxLength: 6 }),
  )
  .map(([text, cuts]) => cuts.reduce((now, [at, length, put]) => now.slice(0, at) + put + now.slice(at + length), text))

it(
  'a mutated text is a model or faults with sentences',
  () => {
    fc.assert(
      fc.property(mutated, (text) => {
        const began = performance.now()
        const found = read(text)
        if (found.ok) {
          programOf(found.model)
          expect(read(print(found.model)).ok).toBe(true)
        } else {
          expect(found.faults.length).toBeGreaterThan(0)
          for (const { line, column, message } of found.faults) {
            expect(line).toBeGreaterThanOrEqual(1)
            expect(column).toBeGreaterThanOrEqual(1)
            expect(message.length).toBeGreaterThan(10)
            expect(message.length).toBeLessThan(400)
          }
        }
        expect(performance.now() - began).toBeLessThan(SOON_MS)
      }),
      { numRuns },
    )
  },
  60_000 + numRuns * 50,
)
