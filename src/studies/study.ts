/**
 * A sweep or a comparison as data for other programs: its runs, the result of a run, and how it is read from a file.
 * Pure; trains nothing.
 */
import * as z from 'zod'
import type { Experiment } from '../experiments/schema'
import { MAX_TEXT } from '../neurons/equations/schema'
import type { Problem } from '../problem'
import type { MetricRows } from '../readings/metrics'
import type { AxisValue } from './axis'
import { COMPARISON_ENDS, type Comparison, planOf as comparisonPlan, type RunKey, type RunResult, runTitle } from './compare'
import { lookedSchema, lookSchema } from './looks'
import { metricsOf } from './metrics'
import { type PointResult, sweepEnds } from './outcomes'
import type { Trained } from './runner'
import { pointLabel, type Sweep, type SweepPlan, planOf as sweepPlan, sweepTitle } from './sweep'

export type Study = ({ readonly kind: 'sweep' } & Sweep) | ({ readonly kind: 'compare' } & Comparison)
export type StudyResult = PointResult | RunResult

/** One run of a study. */
interface StudyRun {
  /** The experiment as it is trained. */
  readonly experiment: Experiment
  /** The experiment as it is saved, with its own test interval. The bits of training are the same. */
  readonly meant: Experiment
  /** "Learning rate 0.01, Seed 2" */
  readonly title: string
  readonly key: PointKey | RunKey
}
type KeyedRun = Pick<StudyRun, 'key' | 'experiment'>
interface PointKey {
  readonly point: number
}

export interface StudyPlan {
  readonly title: string
  readonly runs: readonly StudyRun[]
  readonly problems: readonly Problem[]
}

/** The maximum number of runs in a file. */
export const MAX_STUDY_RUNS = 1000

/** The points of a sweep in a study, of which there may be more than a page trains. */
export const pointsOf = (sweep: Sweep): SweepPlan => sweepPlan(sweep, undefined, MAX_STUDY_RUNS)

export function planStudy(study: Study): StudyPlan {
  if (study.kind === 'sweep') {
    const { fields, points, runs, problems } = pointsOf(study)
    return {
      title: sweepTitle(fields, study.mode),
      problems,
      runs: runs.map(({ point, experiment }) => {
        const { values, experiment: meant } = points[point]!
        return { experiment, meant: meant!, title: pointLabel(fields, values), key: { point } }
      }),
    }
  }
  const { runs, problems } = comparisonPlan(study)
  const many: Problem[] =
    runs.length > MAX_STUDY_RUNS
      ? [{ path: 'variants', severity: 'error', message: `${runs.length} runs: a comparison has at most ${MAX_STUDY_RUNS} on a cluster.` }]
      : []
  const { variants } = study
  return {
    title: variants.map(({ title }) => title).join(' against '),
    problems: [...problems, ...many],
    runs: runs.map(({ experiment, ...key }) => ({ experiment, meant: experiment, title: runTitle(study, key), key })),
  }
}

/** The stored result of a run that reached its last step. @param curves the training metrics of the run */
export async function reachedOf(
  { kind, base }: Study,
  { key, experiment }: KeyedRun,
  trained: Trained,
  curves: MetricRows,
): Promise<StudyResult> {
  if (kind === 'compare') return COMPARISON_ENDS.reached({ ...(key as RunKey), experiment }, trained)
  return sweepEnds({ metrics: metricsOf(base) }, async () => curves).reached({ ...(key as PointKey), experiment }, trained)
}

export const brokeOf = ({ kind }: Study, { key, experiment }: KeyedRun, step: number, error: string): StudyResult =>
  kind === 'compare'
    ? COMPARISON_ENDS.broke({ ...(key as RunKey), experiment }, step, error)
    : { ...(key as PointKey), ok: false, step, error }

// ---- in

const text = z.string().max(1000)
const value = z.union([z.number(), z.string().max(MAX_TEXT), z.boolean()]) satisfies z.ZodType<AxisValue>
const steps = z.int().min(1).max(10_000_000)
const base = z.unknown()
const studySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('sweep'),
    axes: z
      .array(z.object({ path: text, values: z.array(value).max(MAX_STUDY_RUNS) }))
      .min(1)
      .max(64),
    mode: z.enum(['grid', 'list']),
    base,
    steps,
  }),
  z.object({
    kind: z.literal('compare'),
    variants: z
      .array(z.object({ title: text, edits: z.array(z.tuple([text, z.unknown()])).max(200) }))
      .min(1)
      .max(200),
    times: z.array(z.number()).min(1).max(MAX_STUDY_RUNS),
    seeds: z.array(z.number()).min(1).max(MAX_STUDY_RUNS),
    base,
    steps,
    look: lookSchema.optional(),
  }),
])

/** Parses a study; null if it is none. @param readBase migrates and parses its experiment; null if it is none */
export function readStudy(input: unknown, readBase: (value: unknown) => Experiment | null): Study | null {
  const read = studySchema.safeParse(input)
  const experiment = read.success ? readBase(read.data.base) : null
  return read.success && experiment ? ({ ...read.data, base: experiment } as Study) : null
}

const orNaN = z
  .number()
  .nullable()
  .transform((read) => read ?? Number.NaN)
const index = z.int().min(0).max(MAX_STUDY_RUNS)
const step = z.int().min(0)
const broke = { ok: z.literal(false), step, error: z.string().max(10_000) }
const pointSchema = z.discriminatedUnion('ok', [
  z.object({ point: index, ok: z.literal(true), step, outcomes: z.record(text, z.number().nullable()) }),
  z.object({ point: index, ...broke }),
])
const shares = z.array(orNaN).max(65_536)
const layer = z.object({
  layer: text,
  available: shares,
  availableFixed: shares,
  rate: shares,
  gradientNorm: shares,
  span: z.number().nullable(),
})
const key = { variant: index, time: z.number(), seed: z.number() }
const runSchema = z.discriminatedUnion('ok', [
  z.object({
    ...key,
    ok: z.literal(true),
    step,
    layers: z.array(layer).max(256),
    values: z.record(text, orNaN),
    picojoules: z.number().exactOptional(),
    analogPicojoules: z.number().exactOptional(),
    looked: lookedSchema.exactOptional(),
  }),
  z.object({ ...key, ...broke }),
])

/** Parses the result of a run; null where it is damaged or of no run of this study. */
export function readStudyResult(study: Study, input: unknown): StudyResult | null {
  const read = (study.kind === 'sweep' ? pointSchema : runSchema).safeParse(input)
  if (!read.success) return null
  const fits = 'variant' in read.data ? study.kind === 'compare' && read.data.variant < study.variants.length : true
  return fits ? read.data : null
}
