/**
 * Data stored by older versions of the lab, and their conversion to the current format. Version 1 had one kind of experiment: its columns,
 * results and tensors had fixed names.
 */
import * as z from 'zod'
import type { MetricRows, TestRow } from '../readings/metrics'
import type { Finals, RunDetail, RunSummary } from './record'

const floats = z.instanceof(Float32Array)
const words = z.instanceof(Uint32Array)
const number = z.custom<number>((value) => typeof value === 'number')

// ---- curves and tests of version 1

const curvesV1 = z.object({ step: words, trainLoss: floats, trainAccuracy: floats, gradientNorm: floats, rate: floats })
const testV1 = z.object({
  step: z.number(),
  loss: number,
  accuracy: number,
  soft: z.object({ loss: number, accuracy: number }).nullable().optional(),
})
type CurvesV1 = z.infer<typeof curvesV1>
type TestV1 = z.infer<typeof testV1>

const rowsFromV1 = ({ step, ...columns }: CurvesV1): MetricRows => ({ step, columns })

export const testFromV1 = ({ step, loss, accuracy, soft }: TestV1): TestRow => ({
  step,
  values: { testLoss: loss, testAccuracy: accuracy, ...(soft && { testLossMixed: soft.loss, testAccuracyMixed: soft.accuracy }) },
})

export interface FinalsV1 {
  readonly trainLoss: number | null
  readonly trainAccuracy: number | null
  readonly testLoss: number | null
  readonly testAccuracy: number | null
  readonly bestTestAccuracy: number | null
  readonly gradientAvailable: number | null
}

export const finalsFromV1 = ({ gradientAvailable, bestTestAccuracy, ...newest }: FinalsV1): Finals => ({
  values: Object.fromEntries(Object.entries(newest).flatMap(([name, value]) => (value === null ? [] : [[name, value]]))),
  best: bestTestAccuracy === null ? {} : { testAccuracy: bestTestAccuracy },
  gradientAvailable,
})

// ---- checkpoints

export const checkpointV1Schema = z.looseObject({
  version: z.literal(1),
  tensors: z.record(z.string(), z.instanceof(ArrayBuffer)),
  curves: curvesV1,
  tests: z.array(testV1),
  lastResult: z.object({ step: z.number(), loss: number, accuracy: number, confusion: words, answers: words }).nullable(),
  choices: z.record(z.string(), z.string()),
})
export type CheckpointV1 = z.infer<typeof checkpointV1Schema>

/** New names of renamed tensors. */
const RENAMED: Readonly<Record<string, string>> = { clock: 'network.clock', halted: 'network.halted', metrics: 'report' }

/** A checkpoint of version 1 as one of version 2. The shape is checked afterwards, with all others. */
export function checkpointFromV1({ tensors, curves, tests, lastResult, choices, ...rest }: CheckpointV1): unknown {
  return {
    ...rest,
    version: 2,
    tensors: Object.fromEntries(Object.entries(tensors).map(([name, bytes]) => [RENAMED[name] ?? name, bytes])),
    curves: rowsFromV1(curves),
    tests: tests.map(testFromV1),
    lastReport: lastResult && {
      step: lastResult.step,
      values: { testLoss: lastResult.loss, testAccuracy: lastResult.accuracy },
      detail: {
        confusion: lastResult.confusion,
        predictions: lastResult.answers,
        classes: Math.round(Math.sqrt(lastResult.confusion.length)),
      },
    },
    tunedVariants: choices,
  }
}

// ---- runs in the database

/** Converts a stored summary of any version to the current format. Versions 1 and 2 have no tags. */
export const summaryFrom = (stored: RunSummary): RunSummary => ({
  ...stored,
  tags: stored.tags ?? [],
  ...(!('values' in stored.finals) && { finals: finalsFromV1(stored.finals as unknown as FinalsV1) }),
})

/** Converts stored details of any version to the current format. */
export function detailFrom(stored: RunDetail): RunDetail {
  if ('columns' in stored.curves) return stored
  return {
    ...stored,
    curves: rowsFromV1(stored.curves as unknown as CurvesV1),
    tests: (stored.tests as unknown as TestV1[]).map(testFromV1),
  }
}
