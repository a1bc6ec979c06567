/**
 * One run as JSON, and back; measured values are base64 of little-endian numbers. Input is untrusted: kinds, ranges and the length of
 * every array are checked before use. For an invalid run, the first fault is reported.
 */
import * as z from 'zod'
import type { Experiment } from '../experiments/schema'
import { MEMORY_KINDS } from '../layers/memory/describe'
import { NEURON_KINDS } from '../neurons/descriptions'
import { BRANCHES, type LayerInfo, WATCHABLE } from '../readings/layers'
import type { MetricRows, TestRow } from '../readings/metrics'
import { equal, type Json } from '../share/json'
import { decodeLink, encodeLink } from '../share/link'
import { readExperiment } from '../share/read'
import { NUMBERS } from './compact'
import { finalsFromV1, testFromV1 } from './migrations'
import type { Facts, RunDetail, RunSummary, SavedFrame, SavedLayer, SavedState } from './record'
import { tagsFrom } from './tags'

export interface SavedRun {
  readonly summary: RunSummary
  readonly detail: RunDetail
}

const MAX_ROWS = 65_536
const MAX_TESTS = 16_384
const MAX_FRAMES = 256
const MAX_LAYERS = 128
const MAX_GAPS = 256
/** The maximum number of counts in all frames of a run after expansion: 128 MiB. */
const MAX_CELLS = 2 ** 25

const text = (max: number) => z.string().max(max)
const finite = z.number()
const number = (min: number, max: number) => z.int().min(min).max(max)
const count = number(0, 2 ** 31)
const packed = z.string()
/** JSON has no NaN, so null stands for it. */
const maybe = finite.nullable()
const share = z.number().min(0).max(1)
const shape = z
  .array(number(1, 2 ** 31))
  .min(1)
  .max(4)

const layerInfoSchema = z.object({
  name: text(80),
  kind: z.enum(['input', 'sampler', ...NEURON_KINDS, ...MEMORY_KINDS, 'readout']),
  item: count.optional(),
  branch: z.enum(BRANCHES).optional(),
  shape,
  product: z.enum(['linear', 'conv']).optional(),
  kernel: z.tuple([count, count]).optional(),
  inputs: count,
  parameters: count,
  watchable: z.array(z.enum(WATCHABLE)).max(WATCHABLE.length),
  threshold: finite.optional(),
  adaptive: z.boolean().optional(),
  says: text(80).optional(),
  recurrent: z.literal(true).optional(),
  variables: z.array(text(16_384)).max(16).optional(),
  learned: z.array(text(16_384)).max(24).optional(),
} satisfies Record<keyof LayerInfo, z.ZodType>)

const factsSchema = z.object({
  threshold: finite,
  resetTo: maybe,
  decay: finite,
  windowClosed: z.boolean(),
  gammaMean: maybe,
  silent: count,
  saturated: count,
  channels: count,
  silentChannels: count,
} satisfies Record<keyof Facts, z.ZodType>)

const savedLayerSchema = z.object({
  layer: text(80),
  low: finite,
  high: finite,
  bins: number(1, 1024),
  steps: number(1, 65_536),
  every: number(1, 65_536),
  samples: number(1, 2 ** 24),
  neurons: number(1, 2 ** 24),
  facts: factsSchema,
  law: z.boolean(),
  constantInput: z.boolean().optional(),
  spans: z.object({ probabilities: packed, count: number(1, 4096), span: number(1, 4096), temperature: finite }).nullable(),
  learned: z
    .array(z.object({ name: text(16_384), mean: finite, min: finite, max: finite }))
    .max(24)
    .optional(),
  states: z
    .array(
      z.object({ name: text(16_384), low: finite, high: finite, counts: packed, moments: packed } satisfies Record<
        keyof SavedState,
        z.ZodType
      >),
    )
    .max(8)
    .optional(),
  counts: packed,
  numbers: packed,
} satisfies Record<keyof SavedLayer, z.ZodType>)

const MAX_METRICS = 64
const named = <S extends z.ZodType>(value: S) => z.record(text(80), value).refine((record) => Object.keys(record).length <= MAX_METRICS)
const testSchema = z.object({ step: count, values: named(maybe) })
const testV1Schema = z.object({ step: count, loss: maybe, accuracy: maybe, soft: z.object({ loss: maybe, accuracy: maybe }).nullable() })
const curvesV1Schema = z.object({ step: packed, trainLoss: packed, trainAccuracy: packed, gradientNorm: packed, rate: packed })
const finalsV1Schema = z.object({
  trainLoss: maybe,
  trainAccuracy: maybe,
  testLoss: maybe,
  testAccuracy: maybe,
  bestTestAccuracy: maybe,
  gradientAvailable: maybe,
})

const runSchema = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  name: text(200),
  note: text(4000),
  // Versions 1 and 2 have no tags.
  tags: z.array(text(200)).max(64).default([]),
  started: finite,
  updated: finite,
  experiment: z.unknown(),
  preset: text(80),
  link: text(65_536),
  provenance: z.object({ adapter: text(300), software: z.boolean(), app: text(40), shaders: text(64), node: text(400).optional() }),
  state: z.enum(['unfinished', 'finished', 'failed']),
  error: text(2000).nullable(),
  step: count,
  totalSteps: count,
  // A fraction where an epoch is a number of environment steps.
  stepsPerEpoch: z
    .number()
    .min(0)
    .max(2 ** 31),
  elapsedMs: z.number().min(0),
  finals: z.union([
    z.object({ values: named(finite), best: named(finite), timesTested: count.optional(), gradientAvailable: maybe }),
    finalsV1Schema,
  ]),
  thumbnail: z.object({
    loss: z.array(finite).max(64),
    membrane: z.object({ layer: text(80), shares: z.array(finite).max(48), window: z.tuple([share, share]), threshold: share }).nullable(),
  }),
  sweep: z.object({ id: text(64), title: text(400), point: count }).nullable(),
  rows: number(0, MAX_ROWS),
  curves: z.union([z.object({ step: packed, columns: named(packed) }), curvesV1Schema]),
  tests: z.array(z.union([testSchema, testV1Schema])).max(MAX_TESTS),
  layers: z.array(layerInfoSchema).max(MAX_LAYERS),
  frames: z
    .array(z.object({ step: count, next: z.boolean().optional(), layers: z.array(savedLayerSchema).max(MAX_LAYERS) }))
    .max(MAX_FRAMES),
  variable: text(16_384).optional(),
  gaps: z
    .array(z.object({ from: count, to: count }))
    .max(MAX_GAPS)
    .optional(),
})

// ---- out

export function runAsJson({ summary, detail }: SavedRun): Json {
  const { byteLength: _, ...listed } = summary
  const { curves, tests, layers, frames, gaps, variable } = detail
  const orNull = (value: number) => (Number.isFinite(value) ? value : null)
  return {
    ...listed,
    rows: curves.step.length,
    curves: {
      step: toBase64(curves.step),
      columns: Object.fromEntries(Object.entries(curves.columns).map(([name, column]) => [name, toBase64(column)])),
    },
    tests: tests.map(({ step, values }) => ({
      step,
      values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, orNull(value)])),
    })),
    layers,
    // A frame of potentials that are not finite has no axis to be drawn on.
    frames: frames
      .filter((frame) =>
        frame.layers.every(({ low, high, facts, states = [] }) =>
          [low, high, facts.threshold, facts.decay, ...states.flatMap((state) => [state.low, state.high])].every(Number.isFinite),
        ),
      )
      .map(({ layers: saved, ...rest }) => ({ ...rest, layers: saved.map(layerAsJson) })),
    ...(gaps && { gaps }),
    ...(variable !== undefined && { variable }),
  }
}

const layerAsJson = ({ counts, numbers, spans, states, ...rest }: SavedLayer): Json => ({
  ...rest,
  ...(states && { states: states.map((state) => ({ ...state, counts: toBase64(state.counts), moments: toBase64(state.moments) })) }),
  spans: spans && { ...spans, count: spans.probabilities.length, probabilities: toBase64(spans.probabilities) },
  counts: toBase64(counts),
  numbers: toBase64(numbers),
})

/** Bytes of a typed array; every machine that runs a browser is little-endian. */
function toBase64(values: ArrayBufferView): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  let binary = ''
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(binary)
}

// ---- in

class Damage extends Error {}

/** @returns the run, or what is wrong with it in a few words. */
export async function readRunJson(value: unknown): Promise<{ ok: true; run: SavedRun } | { ok: false; message: string }> {
  try {
    const parsed = runSchema.safeParse(value)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      return { ok: false, message: `${issue?.path.join('.').slice(0, 120) || 'the run'}: ${issue?.message.slice(0, 200) ?? 'damaged'}` }
    }
    const read = readExperiment(parsed.data.experiment)
    if (!read.ok) return { ok: false, message: read.message.slice(0, 600) }
    return { ok: true, run: await runFrom(parsed.data, read.experiment) }
  } catch (error) {
    if (error instanceof Damage) return { ok: false, message: error.message }
    return { ok: false, message: 'it could not be read' }
  }
}

async function runFrom(given: z.infer<typeof runSchema>, experiment: Experiment): Promise<SavedRun> {
  const { curves, tests, layers, frames, gaps, variable, rows, finals, ...listed } = given
  const detail: RunDetail = {
    id: listed.id,
    curves: rowsFrom(curves, rows),
    tests: tests.map(testFrom),
    layers: layers as LayerInfo[],
    frames: framesFrom(frames),
    ...(gaps && { gaps }),
    ...(variable !== undefined && { variable }),
  }
  // A gap may begin where the previous one ends.
  inOrder(
    (gaps ?? []).map(({ from }) => from),
    'gaps',
  )
  if (gaps?.some(({ from, to }, at) => from >= to || to > (gaps[at + 1]?.from ?? to))) throw new Damage('gaps: they lie over each other')
  inOrder(detail.curves.step, 'curves.step')
  inOrder(
    detail.tests.map(({ step }) => step),
    'tests',
  )
  const summary = { ...listed, tags: tagsFrom(listed.tags), finals: 'values' in finals ? finals : finalsFromV1(finals) }
  return { summary: { ...summary, experiment, link: await linkOf(experiment, listed.link, listed.preset), byteLength: 0 }, detail }
}

/** The given link if it opens this experiment, otherwise a new one. */
async function linkOf(experiment: Experiment, given: string, preset: string): Promise<string> {
  const decoded = given.startsWith('#') ? await decodeLink(given) : undefined
  return decoded?.ok && equal(decoded.experiment, experiment) ? given : encodeLink(experiment, {}, preset)
}

type Given = z.infer<typeof runSchema>

function rowsFrom(curves: Given['curves'], rows: number): MetricRows {
  const { step, ...rest } = curves
  const columns: Readonly<Record<string, string>> = 'columns' in curves ? curves.columns : (rest as Readonly<Record<string, string>>)
  const floats = (name: string) => new Float32Array(bytesOf(columns[name]!, 4 * rows, `curves.${name}`))
  return {
    step: new Uint32Array(bytesOf(step, 4 * rows, 'curves.step')),
    columns: Object.fromEntries(Object.keys(columns).map((name) => [name, floats(name)])),
  }
}

const orNaN = (value: number | null): number => value ?? Number.NaN

function testFrom(row: Given['tests'][number]): TestRow {
  if ('values' in row)
    return { step: row.step, values: Object.fromEntries(Object.entries(row.values).map(([name, value]) => [name, orNaN(value)])) }
  const { step, loss, accuracy, soft } = row
  const of = (pair: { loss: number | null; accuracy: number | null }) => ({ loss: orNaN(pair.loss), accuracy: orNaN(pair.accuracy) })
  return testFromV1({ step, ...of({ loss, accuracy }), soft: soft && of(soft) })
}

function framesFrom(frames: z.infer<typeof runSchema>['frames']): SavedFrame[] {
  let cells = 0
  for (const { layers } of frames) for (const { steps, bins } of layers) cells += steps * (bins + 3)
  if (cells > MAX_CELLS) throw new Damage(`frames: they hold ${cells} counts, and at most ${MAX_CELLS} are read`)
  inOrder(
    frames.map(({ step }) => step),
    'frames',
  )
  return frames.map(({ step, next, layers }, frame) => ({
    step,
    ...(next && { next }),
    layers: layers.map((layer, at) => layerFrom(layer, `frames.${frame}.layers.${at}`)),
  }))
}

function layerFrom({ counts, numbers, spans, states, ...rest }: z.infer<typeof savedLayerSchema>, at: string): SavedLayer {
  const rows = Math.ceil(rest.steps / rest.every)
  for (const { low, high } of [rest, ...(states ?? [])]) if (!(low < high)) throw new Damage(`${at}: its axis goes from ${low} to ${high}`)
  if (rest.samples * rest.neurons >= 2 ** 32) throw new Damage(`${at}: more potentials than can be counted`)
  if (spans && spans.span > spans.count) throw new Damage(`${at}: its span is none of those that it has`)
  return {
    ...rest,
    spans: spans && {
      probabilities: new Float32Array(bytesOf(spans.probabilities, 4 * spans.count, `${at}.spans`)),
      span: spans.span,
      temperature: spans.temperature,
    },
    ...(states && {
      states: states.map((state) => ({
        ...state,
        counts: new Uint16Array(bytesOf(state.counts, 2 * rows * (rest.bins + 3), `${at}.states`)),
        moments: new Float32Array(bytesOf(state.moments, 8 * rows, `${at}.states`)),
      })),
    }),
    counts: new Uint16Array(bytesOf(counts, 2 * rows * (rest.bins + 3), `${at}.counts`)),
    numbers: new Float32Array(bytesOf(numbers, 4 * rows * NUMBERS, `${at}.numbers`)),
  }
}

/** The length is checked before anything is decoded. */
function bytesOf(base64: string, length: number, at: string): ArrayBuffer {
  if (base64.length !== 4 * Math.ceil(length / 3)) throw new Damage(`${at}: its length is not that of ${length} bytes`)
  let binary: string
  try {
    binary = atob(base64)
  } catch {
    throw new Damage(`${at}: it is not base64`)
  }
  if (binary.length !== length) throw new Damage(`${at}: its length is not that of ${length} bytes`)
  return Uint8Array.from(binary, (character) => character.charCodeAt(0)).buffer
}

function inOrder(steps: ArrayLike<number>, at: string): void {
  for (let i = 1; i < steps.length; i++) if (steps[i]! <= steps[i - 1]!) throw new Damage(`${at}: its steps are not in order`)
}
