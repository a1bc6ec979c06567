/** Whatever is typed, the reply is a model or an error in a sentence, and soon. 100 runs in `npm test`; `npm run fuzz` sets FUZZ_RUNS. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { watchPauses } from '../../testing/pauses'
import { read } from './check'
import type { Read } from './parse'
import { print } from './print'
import { programOf } from './program'
import { SHELF } from './shelf'
import { LIMITS } from './tree'

const numRuns = Number(process.env.FUZZ_RUNS ?? 100)
/** An answer takes a millisecond; one that takes this long is a hang. */
const SOON_MS = 5_000
/** How many of the slowest texts are reported. */
const SHOWN = 5

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
    'constructor',
    '__proto__',
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

/** A line of the maximum length. A reader that looks back at every piece would take seconds. */
const long = fc
  .tuple(fc.constantFrom('s = ', 'param a = 1 in ', 'init v = ', ''), fc.array(piece, { minLength: 1, maxLength: 3 }))
  .map(([head, pieces]) => {
    const part = `${pieces.join('')} `
    // No longer than necessary, so that collecting the garbage is not counted as reading.
    return (head + part.repeat(Math.ceil(LIMITS.length / part.length))).slice(0, LIMITS.length)
  })

interface Timed {
  readonly text: string
  readonly from: number
  readonly to: number
  /** Processor time, which does not count what else the machine did meanwhile. */
  readonly processor: number
}

const processorNow = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Reads a text, and keeps when and for how long, in ms. */
function timed(text: string): Timed & { readonly found: Read } {
  const [from, began] = [performance.now(), processorNow()]
  const found = read(text)
  return { text, from, to: performance.now(), processor: processorNow() - began, found }
}

/** Reports the slowest texts, with the garbage collector's share and the time of a second run. */
function report(slowest: readonly Timed[], total: number, pausedIn: (from: number, to: number) => number): string {
  const ms = (value: number) => `${value.toFixed(1)} ms`
  const rows = slowest.map(({ text, from, to, processor }) => {
    const again = Math.min(...[1, 2, 3].map(() => timed(text).processor))
    const shown = `${JSON.stringify(text.slice(0, 40))}, ${text.length} characters`
    return `${ms(processor)}, and the collector held it up for ${ms(pausedIn(from, to))}; again ${ms(again)}: ${shown}`
  })
  return [`${numRuns} texts, ${ms(total / numRuns)} of processor time on average to a model or a sentence; the longest:`, ...rows].join(
    '\n  ',
  )
}

it(
  'a mutated text is a model or faults with sentences',
  async () => {
    const pauses = watchPauses()
    let total = 0
    let slowest: Timed[] = []
    fc.assert(
      fc.property(fc.oneof({ weight: 49, arbitrary: mutated }, { weight: 1, arbitrary: long }), (text) => {
        const { found, ...one } = timed(text)
        total += one.processor
        if (slowest.length < SHOWN || one.processor > slowest.at(-1)!.processor)
          slowest = [...slowest, one].sort((a, b) => b.processor - a.processor).slice(0, SHOWN)
        expect(one.processor).toBeLessThan(SOON_MS)
        if (found.ok) {
          programOf(found.model)
          expect(read(print(found.model)).ok).toBe(true)
        } else {
          expect(found.faults.length).toBeGreaterThan(0)
          for (const { line, column, message } of found.faults) expectSentence(line, column, message)
        }
      }),
      { numRuns },
    )
    const pausedIn = await pauses.end()
    if (process.env.FUZZ_RUNS) console.info(report(slowest, total, pausedIn))
  },
  600_000 + numRuns * 50,
)

function expectSentence(line: number, column: number, message: string): void {
  if (line >= 1 && column >= 1 && message.length > 10 && message.length < 400) return
  throw new Error(`no sentence: ${line}, ${column}, ${message}`)
}
