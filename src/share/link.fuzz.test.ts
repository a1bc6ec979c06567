/**
 * Whatever a link or a file contains, the result is an experiment or an error in a sentence, soon. 100 runs of each property in
 * `npm test`; `npm run fuzz` sets FUZZ_RUNS.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { check } from '../experiments/check'
import { PRESETS } from '../experiments/presets'
import { type Experiment, parseExperiment } from '../experiments/schema'
import { errorsOf } from '../problem'
import { place } from '../testing/place'
import { decodeAsk } from './asked'
import { printFile, readFile, type SavedExperiment } from './file'
import golden from './golden.json'
import { HIDEABLE, inOrder, parseHide, printHide } from './hide'
import { decodeLink, encodeLink } from './link'
import { pack } from './pack'
import { readExperiment } from './read'
import { parseView, printView } from './view'

const numRuns = Number(process.env.FUZZ_RUNS ?? 100)
const timeout = 600_000 + numRuns * 50

/** An answer takes milliseconds; one that takes this long is a hang. */
const SOON_MS = 5_000
/** The maximum length of the message about one fault; of a link with many faults, the first dozen are reported. */
const LONGEST = 800

async function expectExperimentOrReason(hash: string): Promise<void> {
  const began = performance.now()
  const decoded = await decodeLink(hash)
  expect(performance.now() - began).toBeLessThan(SOON_MS)
  if (decoded.ok) expectExperiment(decoded.experiment, decoded.notes)
  else {
    expectSentence(decoded.message, 12 * LONGEST)
    for (const { message } of decoded.faults) expectSentence(message)
    if (decoded.instead) expectExperiment(decoded.instead.experiment, decoded.instead.notes)
  }
  const preset = decoded.ok ? decoded.preset : decoded.nearest
  if (preset !== null) expect(PRESETS.map(({ name }) => name)).toContain(preset)
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
const mutated = fc.tuple(link, fc.array(fc.tuple(place, fc.nat(12), piece), { minLength: 1, maxLength: 4 })).map(([text, edits]) => {
  for (const [where, length, insert] of edits) {
    const at = Math.floor(where * text.length)
    text = text.slice(0, at) + insert + text.slice(at + length)
  }
  return text
})

/** Real links taken apart at their signs and put together in another order, with parts of others between. */
const tokens = [...new Set(links.flatMap((text) => text.split(/(?=[#&.,:=])|(?<=[#&.,:=])/)))]
const shuffled = fc
  .tuple(
    link,
    fc.array(fc.tuple(fc.nat(200), fc.constantFrom('drop', 'double', 'swap', 'insert'), fc.constantFrom(...tokens)), {
      minLength: 1,
      maxLength: 6,
    }),
  )
  .map(([text, edits]) => {
    const parts = text.split(/(?=[#&.,:=])|(?<=[#&.,:=])/)
    for (const [where, how, token] of edits) {
      const at = where % Math.max(1, parts.length)
      if (how === 'drop') parts.splice(at, 1)
      else if (how === 'double') parts.splice(at, 0, ...parts.slice(at, at + 3))
      else if (how === 'insert') parts.splice(at, 0, token)
      else parts.push(...parts.splice(at, 2))
    }
    return parts.join('')
  })

/** A text whose bytes are flipped, cut out and repeated, as it comes out of a broken transport. */
const broken = (text: fc.Arbitrary<string>) =>
  fc.tuple(text, fc.array(fc.tuple(place, fc.nat(255), fc.nat(3)), { minLength: 1, maxLength: 5 })).map(([whole, edits]) => {
    const bytes = [...new TextEncoder().encode(whole)]
    for (const [where, byte, how] of edits) {
      const at = Math.floor(where * bytes.length)
      if (how === 0) bytes[at] = byte
      else if (how === 1) bytes.splice(at, byte)
      else if (how === 2) bytes.splice(at, 0, ...bytes.slice(at, at + byte))
      else bytes[at] = (bytes[at] ?? 0) ^ (1 << (byte & 7))
    }
    return new TextDecoder().decode(Uint8Array.from(bytes))
  })

it('answers any link with broken bytes', () => fc.assert(fc.asyncProperty(broken(link), expectExperimentOrReason), { numRuns }), timeout)

it('answers any link whose parts are shuffled', () => fc.assert(fc.asyncProperty(shuffled, expectExperimentOrReason), { numRuns }), timeout)

it('answers any mutated link', () => fc.assert(fc.asyncProperty(mutated, expectExperimentOrReason), { numRuns }), timeout)

it(
  'answers any text',
  () => fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), expectExperimentOrReason), { numRuns }),
  timeout,
)

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
        expectExperimentOrReason(`#d1.${await pack({ preset: 'blank', experiment })}`),
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
        expect(decoded).toMatchObject({ ok: true, notes: [] })
        expect(decoded.ok && decoded.experiment).toEqual(read.experiment)
      }),
      { numRuns },
    ),
  timeout,
)

const view = fc.record(
  {
    layer: fc.constantFrom('lif1', 'layer2.conv-1'),
    step: fc.nat(9999),
    sample: fc.nat(15),
    neuron: fc.nat(9_999_999),
    channel: fc.nat(512),
    of: fc.constant('sample' as const),
    counts: fc.constant('log' as const),
    raster: fc.constantFrom('index' as const, 'maps' as const),
    weights: fc.constant('R' as const),
    brush: fc
      .tuple(fc.integer({ min: -9_000_000, max: 0 }), fc.integer({ min: 1, max: 9_000_000 }))
      .map(([a, b]) => [a / 1000, b / 1000] as const),
  },
  { requiredKeys: [] },
)
const hide = fc.uniqueArray(fc.constantFrom(...HIDEABLE))
const whole = fc.tuple(fc.constantFrom(...PRESETS), view, hide, fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }))

it(
  'brings back every view, and what is hidden, in a link and in a file',
  () =>
    fc.assert(
      fc.property(whole, ([{ name, experiment }, view, hide, app, shaders]) => {
        const notes: string[] = []
        expect(parseView(printView(view), notes)).toEqual(view)
        expect(parseHide(printHide(hide).slice('&hide='.length), notes)).toEqual(inOrder(hide))
        expect(notes).toEqual([])
        const read = readFile(printFile({ experiment, preset: name, view, hide: inOrder(hide), app, shaders }))
        expect(read).toEqual({
          ok: true,
          experiment,
          preset: name,
          view,
          ...(hide.length > 0 && { hide: inOrder(hide) }),
          app,
          shaders,
          notes: [],
        })
      }),
      { numRuns },
    ),
  timeout,
)

const files = fc.constantFrom(
  ...golden
    .slice(0, 12)
    .map((entry) => printFile({ ...(entry as unknown as SavedExperiment), hide: ['share'], app: '0.1.0', shaders: 'abc' })),
  ...golden.slice(12, 16).map((entry) => JSON.stringify(entry.experiment)),
)
function expectFileOrReason(text: string): void {
  const read = readFile(text)
  if (!read.ok) expectSentence(read.message, 12 * LONGEST)
  else {
    expectExperiment(read.experiment, read.notes)
    expect(PRESETS.some(({ name }) => name === read.preset)).toBe(true)
  }
}

it('answers any broken file', () => fc.assert(fc.property(fc.oneof(broken(files), fc.json()), expectFileOrReason), { numRuns }), timeout)

it(
  'answers any file whose parts are anything',
  () =>
    fc.assert(
      fc.property(
        files,
        fc.dictionary(
          fc.constantFrom('format', 'version', 'preset', 'experiment', 'view', 'hide', 'app', 'x'),
          fc.oneof(scalar, anything, damaged, fc.array(scalar)),
        ),
        (text, change) => expectFileOrReason(JSON.stringify({ ...(JSON.parse(text) as object), ...change })),
      ),
      { numRuns },
    ),
  timeout,
)

const asks = fc.constantFrom(
  '#url=https://files.example/a/exp.json?x=1&y=2&view=layer:lif1,step:2&hide=share',
  '#url=https%3A%2F%2Ffiles.example%2Fexp.json%3Fx%3D1%26y%3D2&hide=presets',
  '#url=lessons/one.json&view=counts:log',
  '#url%3Dhttp%253A%252F%252Flocalhost%253A8000%252Fx.json',
)

it(
  'asks for no address but one that may be fetched',
  () =>
    fc.assert(
      fc.property(
        fc.oneof(
          broken(asks),
          fc.tuple(asks, piece).map(([text, more]) => `${text.slice(0, 5)}${more}${text.slice(5)}`),
          fc.webUrl().map((url) => `#url=${url}`),
        ),
        (hash) => {
          const ask = decodeAsk(hash, 'https://lab.example/membrane/')
          if (ask === null) return
          if (!ask.ok) return expectSentence(ask.message)
          const url = new URL(ask.asked.url)
          expect(ask.asked.host).toBe(url.host)
          expect(url.username + url.password).toBe('')
          expect(url.protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)).toBe(true)
          for (const note of ask.asked.notes) expectSentence(note)
        },
      ),
      { numRuns },
    ),
  timeout,
)
