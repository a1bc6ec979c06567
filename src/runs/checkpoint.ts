/**
 * A checkpoint as it is kept: what is listed of it, and everything that a run needs to go on as if it had not been interrupted,
 * its history included. Read as what anybody may have written: an answer is a checkpoint or a sentence.
 */
import * as z from 'zod'
import { experimentSchema } from '../experiments/schema'
import type { ScalarRows, TestRow } from '../worker/protocol'
import type { CheckpointInfo } from './record'

export interface KeptResult {
  readonly step: number
  readonly loss: number
  readonly accuracy: number
  readonly confusion: Uint32Array
  readonly answers: Uint32Array
}

export interface KeptState {
  readonly version: 1
  readonly step: number
  /** Values, moments, statistics, clock and the ring of metrics, by name. */
  readonly tensors: Readonly<Record<string, ArrayBuffer>>
  readonly curves: ScalarRows
  /** Every how many steps a row of the curves is kept. */
  readonly stride: number
  readonly tests: readonly TestRow[]
  readonly elapsedMs: number
  /** A border was reached and the test set has not been answered there yet. */
  readonly evaluationDue: boolean
  readonly lastResult: KeptResult | null
  /** Forms of products that were chosen by timing, by shape. */
  readonly choices: Readonly<Record<string, string>>
  /** SHA-256 of all shaders, and the adapter in words: where both are the same, so are the bits. */
  readonly shaders: string
  readonly adapter: string
}

export interface KeptCheckpoint {
  readonly info: CheckpointInfo
  readonly state: KeptState
}

const count = z.int().min(0)
const finite = z.number()
/** Anywhere: a loss that was not finite is a part of the history. */
const number = z.custom<number>((value) => typeof value === 'number')
const floats = z.instanceof(Float32Array)
const words = z.instanceof(Uint32Array)
const MOST_ROWS = 100_000
const MOST_TENSORS = 64

const infoSchema = z.object({
  id: z.string().min(1).max(64),
  saved: finite,
  experiment: experimentSchema,
  preset: z.string().max(200),
  step: count,
  totalSteps: count,
  byteLength: count,
})

const stateSchema = z.object({
  version: z.literal(1),
  step: count,
  tensors: z.record(z.string().max(200), z.instanceof(ArrayBuffer)).refine((tensors) => Object.keys(tensors).length <= MOST_TENSORS),
  curves: z
    .object({ step: words, trainLoss: floats, trainAccuracy: floats, gradientNorm: floats, rate: floats })
    .refine(({ step, ...rest }) => step.length <= MOST_ROWS && Object.values(rest).every(({ length }) => length === step.length)),
  stride: z.int().min(1),
  tests: z
    .array(z.object({ step: count, loss: number, accuracy: number, soft: z.object({ loss: number, accuracy: number }).nullable() }))
    .max(MOST_ROWS),
  elapsedMs: finite.min(0),
  evaluationDue: z.boolean(),
  lastResult: z.object({ step: count, loss: number, accuracy: number, confusion: words, answers: words }).nullable(),
  choices: z.record(z.string(), z.string()),
  shaders: z.string(),
  adapter: z.string(),
})

/** Null where it is not of this version of the lab, or damaged. */
export function readInfo(value: unknown): CheckpointInfo | null {
  const read = infoSchema.safeParse(value)
  return read.success ? read.data : null
}

/** Null where it is not of this version of the lab, or damaged. */
export function readState(value: unknown): KeptState | null {
  const read = stateSchema.safeParse(value)
  return read.success ? read.data : null
}

const EMPTY_BYTES = 4096

/** About how much room it takes. */
export const byteLengthOf = ({ tensors, curves, tests, lastResult }: Omit<KeptState, 'version'>): number =>
  EMPTY_BYTES +
  Object.values(tensors).reduce((sum, { byteLength }) => sum + byteLength, 0) +
  Object.values(curves).reduce((sum, { byteLength }) => sum + byteLength, 0) +
  tests.length * 64 +
  (lastResult ? lastResult.confusion.byteLength + lastResult.answers.byteLength : 0)

/** Whether every value is finite: one that is not would be no state to go on from. What is history may say so. */
export function isSound(tensors: Readonly<Record<string, ArrayBuffer>>, history: ReadonlySet<string>): boolean {
  for (const [name, bytes] of Object.entries(tensors)) {
    if (history.has(name)) continue
    const values = new Float32Array(bytes)
    for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false
  }
  return true
}
