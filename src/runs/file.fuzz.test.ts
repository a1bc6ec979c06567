/**
 * Whatever a file of runs contains, reading it gives runs or an error in a sentence, soon and in bounded memory. A hundred files in
 * `npm test`; a tenth of FUZZ_RUNS where `npm run fuzz` sets it, which is ten thousand.
 */
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseExperiment } from '../experiments/schema'
import type { Json } from '../share/json'
import { runOf } from '../testing/runs'
import { expandFrame } from './compact'
import { type FileBounds, readRunFile, writeRunFile } from './file'
import { runAsJson } from './json'

const numRuns = process.env.FUZZ_RUNS ? Math.ceil(Number(process.env.FUZZ_RUNS) / 10) : 100
/** An answer takes milliseconds: a hang is a timeout. */
const timeout = 600_000 + numRuns * 100
const BOUNDS: FileBounds = { bytes: 4 * 2 ** 20, inflated: 8 * 2 ** 20, runs: 8 }

const original: Json = { format: 'membrane-runs', version: 1, app: '1', runs: ['one', 'two'].map((id) => runAsJson(runOf(id))) }
const plain = new TextEncoder().encode(JSON.stringify(original))
const packed = new Uint8Array(gzipSync(plain))

async function expectRunOrReason(bytes: Uint8Array | string): Promise<void> {
  const read = await readRunFile(new Blob([bytes as BlobPart]), BOUNDS)
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  if (!read.ok) return expectSentence(read.message)
  for (const sentence of read.damaged) expectSentence(sentence)
  for (const { summary, detail } of read.runs) {
    expect(parseExperiment(summary.experiment)).toEqual(summary.experiment)
    for (const { layers } of detail.frames.map(expandFrame))
      for (const { counts, bins, windowLow } of layers) expect(counts.length).toBe(windowLow.length * (bins + 3))
  }
  // Runs that were read can be written and read again without a change.
  expect(await readRunFile(await writeRunFile(read.runs, '1'))).toEqual({ ...read, damaged: [] })
}
function expectSentence(message: string): void {
  expect(message.length).toBeGreaterThan(10)
  expect(message.length).toBeLessThan(1200)
  expect(message.endsWith('.')).toBe(true)
}

/** Changes, omits or repeats some bytes, or cuts off the rest. */
const mutated = (bytes: Uint8Array) =>
  fc
    .array(fc.tuple(fc.constantFrom('flip', 'cut', 'drop', 'repeat'), fc.nat(bytes.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 6,
    })
    .map((changes) => {
      let out = [...bytes]
      for (const [kind, place, value] of changes) {
        const at = place % Math.max(1, out.length)
        if (kind === 'flip') out[at] = value
        else if (kind === 'cut') out = out.slice(0, at)
        else if (kind === 'drop') out.splice(at, 1 + (value % 16))
        else out.splice(at, 0, ...out.slice(at, at + (value % 64)))
      }
      return Uint8Array.from(out)
    })

const keys = [...new Set(JSON.stringify(original).match(/"[A-Za-z]+"(?=:)/g))].map((key) => JSON.parse(key) as string)
const huge = fc.constantFrom(-1, 0, 1, 0.5, 65_535, 65_536, 2 ** 31, 2 ** 32, 2 ** 53, 1e308, -1e308)
const scalar = fc.oneof(huge, fc.double(), fc.integer(), fc.boolean(), fc.constant(null), fc.string({ maxLength: 9 }), fc.constant('AAAA'))
const anything = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, scalar, tie('object'), fc.array(tie('value'), { maxLength: 4 })),
  object: fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.constantFrom('__proto__', 'constructor', 'toString')), tie('value'), {
    maxKeys: 6,
  }),
})).value

/** The file as a value in which a part, found by the path, is replaced. */
const replaced = fc.tuple(fc.array(fc.nat(40), { minLength: 1, maxLength: 8 }), fc.oneof(scalar, anything)).map(([path, value]) => {
  const copy = structuredClone(original)
  let at: Json = copy
  for (const [index, step] of path.entries()) {
    const names = Object.keys(at)
    const chosen = names[step % Math.max(1, names.length)] ?? 'extra'
    const next = at[chosen]
    if (index === path.length - 1 || typeof next !== 'object' || next === null) {
      at[chosen] = value
      break
    }
    at = next as Json
  }
  return JSON.stringify(copy)
})

const property = (name: string, share: number, arbitrary: fc.Arbitrary<Uint8Array | string>) =>
  it(name, () => fc.assert(fc.asyncProperty(arbitrary, expectRunOrReason), { numRuns: Math.ceil(numRuns * share) }), timeout)

property('answers any mutated packed file', 0.15, mutated(packed))
property('answers any mutated plain file', 0.2, mutated(plain))
property(
  'answers any mutated text that is packed again',
  0.2,
  mutated(plain).map((bytes) => new Uint8Array(gzipSync(bytes))),
)
property('answers a file of which a part is something else', 0.25, replaced)
property(
  'answers any value',
  0.1,
  anything.map((value) => JSON.stringify({ ...original, runs: [value, value] })),
)
property('answers any bytes', 0.1, fc.uint8Array({ maxLength: 400 }))

it('answers what is nested deeply, polluted, or unpacks without end', async () => {
  const depth = 50_000
  await expectRunOrReason(`${'['.repeat(depth)}${']'.repeat(depth)}`)
  await expectRunOrReason(`{"format":"membrane-runs","version":1,"runs":[${'{"experiment":'.repeat(depth)}1${'}'.repeat(depth)}]}`)
  await expectRunOrReason(JSON.stringify(original).replace('"runs"', '"__proto__":{"polluted":1},"runs"'))
  const bomb = gzipSync(new Uint8Array(32 * 2 ** 20))
  await expectRunOrReason(new Uint8Array(bomb))
  await expectRunOrReason(new Uint8Array(gzipSync(bomb)))
  // Two files concatenated, and a file followed by other bytes.
  await expectRunOrReason(Uint8Array.from([...packed, ...packed]))
  await expectRunOrReason(Uint8Array.from([...packed, 1, 2, 3]))
  expect(gunzipSync(packed).length).toBe(plain.length)
})
