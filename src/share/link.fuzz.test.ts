/**
 * Whatever comes in a link or a file, the answer is an experiment or a sentence, soon. 100 runs of each property in
 * `npm test`; `npm run fuzz` sets FUZZ_RUNS.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { check, errorsOf } from '../experiments/check'
import { PRESETS } from '../experiments/presets'
import { type Experiment, parseExperiment } from '../experiments/schema'
import { differences } from './differences'
import golden from './golden.json'
import { decodeLink, encodeLink } from './link'
import { pack } from './pack'
import { readExperiment } from './read'

const numRuns = Number(process.env.FUZZ_RUNS ?? 100)
const timeout = 60_000 + numRuns * 50

/** An answer takes milliseconds; one that takes this long is a hang. */
const SOON_MS = 5_000
/** Characters of what is said of one fault; of a link with many, the first dozen are told. */
const LONGEST = 800

async function expectAnswer(hash: string): Promise<void> {
  const began = performance.now()
  const decoded = await decodeLink(hash)
  expect(performance.now() - began).toBeLessThan(SOON_MS)
  if (decoded.ok) expectExperiment(decoded.experiment, decoded.notes)
  else {
    expectSentence(decoded.message, 12 * LONGEST)
    for (const { message } of decoded.faults) expectSentence(message)
    if (decoded.instead) expectExperiment(decoded.instead.experiment, decoded.instead.notes)
  }
  expect(PRESETS.some(({ name }) => name === (decoded.ok ? decoded.preset : decoded.nearest))).toBe(true)
}
function expectExperiment(experiment: Experiment, notes: readonly string[]): void {
  expect(parseExperiment(experiment)).toEqual(experiment)
  for (const note of notes) expectSentence(note)
  for (const problem of errorsOf(check(experiment))) expectSentence(problem.message)
}
function expectSentence(message: string, longest = LONGEST): void {
  expect(message.length).toBeGreaterThan(10)
  expect(message.length).toBeLessThan(longest)
  expect(message.endsWith('.')).toBe(true)
}

const links = golden.map((entry) => entry.link)
const link = fc.constantFrom(...links)
const piece = fc.oneof(
  fc.constantFrom(
    '&',
    '=',
    '.',
    ',',
    ':',
    '%',
    '#',
    '%25',
    '%26',
    '%0',
    'd1.',
    'view=',
    'e',
    '-',
    '1e999',
    '&amp;',
    '\0',
    '𝄞',
    '\ud800',
    ...links,
  ),
  fc.string({ maxLength: 8, unit: 'binary' }),
)
const mutated = fc
  .tuple(link, fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(12), piece), { minLength: 1, maxLength: 4 }))
  .map(([text, edits]) => {
    for (const [where, length, insert] of edits) {
      const at = Math.floor(where * text.length)
      text = text.slice(0, at) + insert + text.slice(at + length)
    }
    return text
  })

it('answers any mutated link', () => fc.assert(fc.asyncProperty(mutated, expectAnswer), { numRuns }), timeout)

it('answers any text', () => fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), expectAnswer), { numRuns }), timeout)

// Values that reach deep into the schema: the keys and kinds it knows, with anything for values.
const words = [...new Set(JSON.stringify(golden.map((entry) => entry.experiment)).match(/[A-Za-z][A-Za-z0-9]*/g))]
const key = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...words) },
  fc.string({ maxLength: 5 }),
  fc.constantFrom('__proto__', 'constructor', 'toString'),
)
const scalar = fc.oneof(fc.constantFrom(...words), fc.double(), fc.integer(), fc.boolean(), fc.constant(null), fc.string({ maxLength: 5 }))
const anything = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, scalar, tie('object'), fc.array(tie('value'), { maxLength: 4 })),
  object: fc.dictionary(key, tie('value'), { maxKeys: 6 }),
})).object
const path = fc.array(fc.nat(7), { maxLength: 3 })

/** A whole experiment in which one part, found by the path, is replaced. */
const damaged = fc
  .tuple(fc.constantFrom(...golden.map((entry) => entry.experiment)), path, fc.oneof(scalar, anything))
  .map(([experiment, steps, value]) => {
    const copy: Record<string, unknown> = structuredClone(experiment)
    let at = copy
    for (const [index, step] of steps.entries()) {
      const keys = Object.keys(at)
      const chosen = keys[step % Math.max(1, keys.length)] ?? 'extra'
      const next = at[chosen]
      if (index === steps.length - 1 || typeof next !== 'object' || next === null) {
        at[chosen] = value
        break
      }
      at = next as Record<string, unknown>
    }
    return copy
  })

it(
  'reads any value as an experiment or refuses it',
  () =>
    fc.assert(
      fc.property(fc.oneof(damaged, anything, fc.anything()), (value) => {
        const read = readExperiment(value)
        if (read.ok) expectExperiment(read.experiment, read.notes)
        else expectSentence(read.message, 12 * LONGEST)
        expect(Object.hasOwn(Object.prototype, 'x')).toBe(false)
      }),
      { numRuns },
    ),
  timeout,
)

it(
  'answers any packed value',
  () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(damaged, anything), async (experiment) =>
        expectAnswer(`#d1.${await pack({ preset: 'blank', experiment })}`),
      ),
      { numRuns },
    ),
  timeout,
)

it(
  'brings back every experiment that it can open',
  () =>
    fc.assert(
      fc.asyncProperty(damaged, fc.constantFrom(undefined, ...PRESETS.map(({ name }) => name)), async (value, preset) => {
        const read = readExperiment(value)
        if (!read.ok) return
        const decoded = await decodeLink(await encodeLink(read.experiment, {}, preset))
        expect(decoded).toMatchObject({ ok: true, experiment: read.experiment, notes: [] })
        if (decoded.ok) expect(differences(read.experiment, decoded.experiment)).toEqual([])
      }),
      { numRuns },
    ),
  timeout,
)
