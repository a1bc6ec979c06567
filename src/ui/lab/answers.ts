/** Saved runs and comparisons as `window.lab` returns them: a number for each metric, under the names that scripts know. Pure. */
import type { MetricRows, TestRow } from '../../readings/metrics'
import type { RunDetail, RunSummary } from '../../runs/record'
import type { RunResult } from '../../studies/compare'
import { decidingOf, metricsOf } from '../../studies/metrics'
import type { Table } from '../../studies/verdict'
import type { Compared } from '../dialogs/studies/compare'
import { capital } from '../state/labels/metric-labels'

/** `testLoss` is the `loss` of an evaluation; with the suffix `Mixed`, it is the `loss` of `soft`, the second evaluation. */
const TESTED = /^test(.+?)(Mixed)?$/

/** Keyed by the task's metrics: `trainLoss`, `testAccuracy`, `bestTestAccuracy` of a classification, `testError` of a regression. */
type Finals = Readonly<Record<string, number | null>>
/** An evaluation: `loss`, with `accuracy` for a classification, or `error` and `explained` for a regression. */
type Tested = Readonly<Record<string, number>>
type Curves = { readonly step: Uint32Array } & { readonly [metric: string]: Float32Array | Uint32Array }

export const summaryAnswer = (run: RunSummary): Omit<RunSummary, 'finals'> & { readonly finals: Finals } => ({
  ...run,
  finals: finalsAnswer(run),
})

function finalsAnswer({ experiment, finals }: RunSummary): Finals {
  const metrics = metricsOf(experiment)
  const { name } = decidingOf(metrics)
  const known = metrics.filter(({ better, variantOf }) => better !== null && !variantOf)
  return {
    ...Object.fromEntries(known.map((metric) => [metric.name, finals.values[metric.name] ?? null])),
    [`best${capital(name)}`]: finals.best[name] ?? null,
    gradientAvailable: finals.gradientAvailable,
  }
}

export const detailAnswer = (detail: RunDetail) => ({ ...detail, curves: curvesAnswer(detail.curves), tests: detail.tests.map(testAnswer) })

const curvesAnswer = ({ step, columns }: MetricRows): Curves => ({ step, ...columns })

const testAnswer = ({ step, values }: TestRow) => {
  const soft = testedAnswer(values, true)
  return { step, ...testedAnswer(values, false), soft: Object.keys(soft).length > 0 ? soft : null }
}

function testedAnswer(values: TestRow['values'], second: boolean): Tested {
  const parts = Object.entries(values).flatMap(([name, value]) => {
    const [, metric, mixed] = TESTED.exec(name) ?? []
    return metric && Boolean(mixed) === second ? [[shortName(metric), value] as const] : []
  })
  return Object.fromEntries(parts)
}

const shortName = (metric: string): string => metric.charAt(0).toLowerCase() + metric.slice(1)

export const comparedAnswer = ({ runs, tables, ...rest }: Compared) => ({
  ...rest,
  runs: runs.map(resultAnswer),
  tables: tables.map(tableAnswer),
})

type Done = Extract<RunResult, { ok: true }>
/** A result with the metrics of its last evaluation under short names: `loss`, `accuracy`, `error`. */
type ResultAnswer =
  | Exclude<RunResult, Done>
  | (Omit<Done, 'values'> & Readonly<Partial<Record<'loss' | 'accuracy' | 'error' | 'explained', number>>>)

function resultAnswer(result: RunResult): ResultAnswer {
  if (!result.ok) return result
  const { values, ...rest } = result
  return { ...rest, ...testedAnswer(values, false) }
}

type SpreadAnswer = Readonly<Partial<Record<'loss' | 'accuracy' | 'error' | 'explained', Table['tests'][number]['spread']>>>

function tableAnswer({ metric, tests, ...rest }: Table) {
  const name = shortName(metric.name.replace(/^test/, ''))
  return {
    ...rest,
    tests: tests.map(({ runs, spread, ...placing }) => ({
      ...placing,
      runs: runs.map((run) => run && resultAnswer(run)),
      ...({ [name]: spread } as SpreadAnswer),
    })),
  }
}
