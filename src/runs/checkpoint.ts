/**
 * A checkpoint as it is stored: its metadata, and everything that a run needs to continue as if it had not been interrupted, its history
 * included. Stored data are untrusted: reading returns a checkpoint or null.
 */
import * as z from 'zod'
import type { HeldOut, MetricRows, TestRow } from '../readings/metrics'
import { readExperiment } from '../share/read'
import { type CheckpointV1, checkpointFromV1, checkpointV1Schema } from './migrations'
import type { CheckpointInfo } from './record'

/** The newest evaluation. */
interface StoredReport extends TestRow {
  /** Absent in older checkpoints, which evaluated the test set. */
  readonly part?: HeldOut | undefined
  /** Task-specific detail, not validated here; the task's schema reads it. */
  readonly detail: unknown
}

export interface SavedState {
  readonly version: 2
  readonly step: number
  /** Values, optimizer moments, statistics, clocks and the report's ring buffer, by name. */
  readonly tensors: Readonly<Record<string, ArrayBuffer>>
  readonly curves: MetricRows
  /** A row of the curves is stored for every `stride`-th step. */
  readonly stride: number
  readonly tests: readonly TestRow[]
  readonly elapsedMs: number
  /** An evaluation is due at this step and has not been done. */
  readonly evaluationDue: boolean
  readonly lastReport: StoredReport | null
  /** The variants of ops chosen by the tuner, by op key. */
  readonly tunedVariants: Readonly<Record<string, string>>
  /** SHA-256 of all shaders, and a description of the adapter: where both are the same, training continues bit for bit. */
  readonly shaders: string
  readonly adapter: string
}

export interface SavedCheckpoint {
  readonly info: CheckpointInfo
  readonly state: SavedState
}

const count = z.int().min(0)
const finite = z.number()
/** Any number: a loss that is not finite is part of the history. */
const number = z.custom<number>((value) => typeof value === 'number')
const floats = z.instanceof(Float32Array)
const words = z.instanceof(Uint32Array)
const MAX_ROWS = 100_000
const MAX_TENSORS = 256
const MAX_METRICS = 64

const few = (record: object) => Object.keys(record).length <= MAX_METRICS
const values = z.record(z.string().max(80), number).refine(few)

const infoSchema = z.object({
  id: z.string().min(1).max(64),
  saved: finite,
  experiment: z.unknown(),
  preset: z.string().max(200),
  step: count,
  totalSteps: count,
  byteLength: count,
  atRiskMs: finite.min(0).optional(),
})

const stateSchema = z.object({
  version: z.literal(2),
  step: count,
  tensors: z.record(z.string().max(200), z.instanceof(ArrayBuffer)).refine((tensors) => Object.keys(tensors).length <= MAX_TENSORS),
  curves: z
    .object({ step: words, columns: z.record(z.string().max(80), floats).refine(few) })
    .refine(({ step, columns }) => step.length <= MAX_ROWS && Object.values(columns).every(({ length }) => length === step.length)),
  stride: z.int().min(1),
  tests: z.array(z.object({ step: count, values })).max(MAX_ROWS),
  elapsedMs: finite.min(0),
  evaluationDue: z.boolean(),
  lastReport: z.object({ part: z.enum(['validation', 'test']).optional(), step: count, values, detail: z.unknown() }).nullable(),
  tunedVariants: z.record(z.string(), z.string()),
  shaders: z.string(),
  adapter: z.string(),
})

/** Parses the metadata; null where it is damaged or of a newer version of the lab. */
export function readInfo(value: unknown): CheckpointInfo | null {
  const read = infoSchema.safeParse(value)
  if (!read.success) return null
  const experiment = readExperiment(read.data.experiment)
  return experiment.ok ? { ...read.data, experiment: experiment.experiment } : null
}

/** Parses the state; null where it is damaged or of a newer version of the lab. */
export function readState(value: unknown): SavedState | null {
  const old = checkpointV1Schema.safeParse(value)
  const read = stateSchema.safeParse(old.success ? checkpointFromV1(old.data as CheckpointV1) : value)
  return read.success ? (read.data as SavedState) : null
}

const EMPTY_BYTES = 4096

/** The approximate size in bytes. */
export const byteLengthOf = ({ tensors, curves, tests, lastReport }: Omit<SavedState, 'version'>): number =>
  EMPTY_BYTES +
  Object.values(tensors).reduce((sum, { byteLength }) => sum + byteLength, 0) +
  bytesOfRows(curves) +
  tests.length * 64 +
  bytesOfDetail(lastReport?.detail)

export const bytesOfRows = ({ step, columns }: MetricRows): number =>
  Object.values(columns).reduce((sum, { byteLength }) => sum + byteLength, step.byteLength)

const bytesOfDetail = (detail: unknown): number =>
  Object.values((detail ?? {}) as Record<string, unknown>).reduce(
    (sum: number, part) => sum + (ArrayBuffer.isView(part) ? part.byteLength : 8),
    0,
  )

/** Whether all values are finite, so that a run can continue from them. @param history tensors that are not checked */
export function isSound(tensors: Readonly<Record<string, ArrayBuffer>>, history: ReadonlySet<string>): boolean {
  for (const [name, bytes] of Object.entries(tensors)) {
    if (history.has(name)) continue
    const all = new Float32Array(bytes)
    for (let i = 0; i < all.length; i++) if (!Number.isFinite(all[i])) return false
  }
  return true
}
