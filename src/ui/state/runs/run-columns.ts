/** The table of runs: columns for the settings in which they differ and for their results, and the same as a file. Pure. */
import { counted, UNKNOWN } from '../../../format'
import type { RunSummary } from '../../../runs/record'
import { printTags } from '../../../runs/tags'
import { columnName } from '../../../studies/metrics'
import { ofFloat32 } from '../../base/download'
import { clock, showValue } from '../labels/experiment-label'
import { axesOf, capital, isShare, metricTitle } from '../labels/metric-labels'
import { finalText, metricsOfRuns, runTitle, scoreOf, stateLabel } from '../labels/run-label'
import { differencesOf, settingsOf } from './run-differences'

/** A column for each numeric setting that differs between the runs. */
export function settingColumns(runs: readonly RunSummary[]): readonly FinalColumn[] {
  const settings = new Map(runs.map((run) => [run.id, settingsOf(run.experiment)]))
  return differencesOf(runs.map(({ experiment }) => experiment)).flatMap(({ path, label, group }) => {
    if (path === 'run.seed') return []
    const rowOf = ({ id }: RunSummary) => settings.get(id)?.get(path)?.row
    if (!runs.some((run) => typeof rowOf(run)?.value === 'number')) return []
    const row = runs.map(rowOf).find((found) => found)!
    const value = (run: RunSummary) => {
      const found = rowOf(run)?.value
      return typeof found === 'number' ? found : undefined
    }
    return [
      numberColumn(`${label}, ${group.toLowerCase()}`, row.term ?? null, value, (number) => showValue(row, number), undefined, row.unit),
    ]
  })
}

export interface FinalRow {
  readonly title: string
  readonly cells: readonly string[]
}

export interface FinalColumn {
  readonly title: string
  /** The glossary term of the column; null where there is none. */
  readonly term: string | null
  readonly text: (run: RunSummary) => string
  /** The number to sort by, plot and average; without it, rows are sorted by text. */
  readonly value?: (run: RunSummary) => number | undefined
  /** Formats a mean of the column, where one is meaningful. */
  readonly format?: (value: number) => string
  /** The factor and unit for values along an axis. */
  readonly axis?: { readonly scale: number; readonly unit: string }
  /** The unit of the numbers, where `axis` does not have it: files were published without it. */
  readonly unit?: string
}

/** A numeric column, with a dash for missing values. */
const numberColumn = (
  title: string,
  term: string | null,
  value: (run: RunSummary) => number | null | undefined,
  format: (value: number) => string,
  axis?: FinalColumn['axis'],
  unit?: string | null,
): FinalColumn => {
  const known = (run: RunSummary) => value(run) ?? undefined
  const text = (run: RunSummary) => {
    const found = known(run)
    return found === undefined ? UNKNOWN : format(found)
  }
  return { title, term, text, value: known, format, ...(axis && { axis }), ...(unit && { unit }) }
}
const PERCENT = { scale: 100, unit: '%' }

const LAST_COLUMNS: readonly FinalColumn[] = [
  numberColumn(
    'Gradient-available',
    'fraction',
    ({ finals }) => finals.gradientAvailable,
    (value) => finalText({ unit: '%' }, value),
    PERCENT,
  ),
  numberColumn('Trained for', 'runTime', ({ elapsedMs }) => elapsedMs, clock, { scale: 1e-3, unit: 's' }),
  { title: 'Seed', term: 'seed', text: ({ experiment }) => String(experiment.run.seed), value: ({ experiment }) => experiment.run.seed },
  { title: 'Adapter', term: 'provenance', text: ({ provenance }) => provenance.adapter || 'unknown' },
  { title: 'Lab', term: 'provenance', text: ({ provenance }) => provenance.app },
  { title: 'Shaders', term: 'provenance', text: ({ provenance }) => provenance.shaders.slice(0, 8) },
]

const NODE: FinalColumn = { title: 'Machine', term: 'provenance', text: ({ provenance }) => provenance.node ?? UNKNOWN }
const TESTED = numberColumn(
  'Test seen',
  'validation',
  ({ finals }) => finals.timesTested,
  (count) => counted(count, 'time'),
)
const TAGS: FinalColumn = { title: 'Tags', term: null, text: ({ tags }) => printTags(tags) }

/** The columns of a table of runs, for all their metrics. */
export function finalColumns(runs: readonly RunSummary[]): readonly FinalColumn[] {
  const axes = axesOf(metricsOfRuns(runs))
  const measured = [
    ...axes.flatMap(({ train }) => train),
    ...axes.flatMap(({ evaluated }) => evaluated),
    ...axes.flatMap(({ reported }) => reported),
  ]
  const deciding = [...new Set(runs.map((run) => scoreOf(run).name))]
  return [
    { title: 'State', term: null, text: stateLabel, value: ({ step }) => step },
    ...measured.map((metric) =>
      numberColumn(
        capital(metricTitle(metric)),
        metric.term,
        ({ finals }) => finals.values[metric.name],
        (value) => finalText(metric, value),
        isShare(metric) ? PERCENT : undefined,
        isShare(metric) ? null : metric.unit,
      ),
    ),
    ...measured
      // A metric that is the best over all evaluations already has a column.
      .filter(({ name, ofAllEvaluations }) => deciding.includes(name) && !ofAllEvaluations)
      .map((metric) =>
        numberColumn(
          `Best ${metricTitle(metric)}`,
          metric.term,
          ({ finals }) => finals.best[metric.name],
          (value) => finalText(metric, value),
          isShare(metric) ? PERCENT : undefined,
          isShare(metric) ? null : metric.unit,
        ),
      ),
    ...(runs.some(({ finals }) => finals.timesTested !== undefined) ? [TESTED] : []),
    ...LAST_COLUMNS,
    ...(runs.some(({ provenance }) => provenance.node) ? [NODE] : []),
    ...(runs.some(({ tags }) => tags.length > 0) ? [TAGS] : []),
  ]
}

export const finalsRow = (run: RunSummary, columns: readonly FinalColumn[]): FinalRow => ({
  title: runTitle(run),
  cells: columns.map(({ text }) => text(run)),
})

/** The results for export: a row per run, units in the header, progress as two numbers, and empty cells for unknown values. */
export function finalsFile(runs: readonly RunSummary[]): (string | number)[][] {
  const columns = finalColumns(runs).slice(1)
  const cell = (run: RunSummary, { value, text, axis }: FinalColumn): string | number => {
    if (!value) return text(run)
    const found = value(run)
    return found === undefined ? '' : Number(((axis?.scale ?? 1) * ofFloat32(found)).toPrecision(12))
  }
  return [
    ['Run', 'State', 'Step', 'Steps in all', ...columns.map(({ title, axis }) => columnName(title, { unit: axis?.unit ?? null }))],
    ...runs.map((run) => [runTitle(run), run.state, run.step, run.totalSteps, ...columns.map((column) => cell(run, column))]),
  ]
}

/** The settings in which runs differ, for export. */
export const differencesFile = (runs: readonly RunSummary[]): (string | number)[][] => [
  ['Setting', ...runs.map(runTitle)],
  ...differencesOf(runs.map(({ experiment }) => experiment)).map(({ path, unit, raw }) => [columnName(path, { unit }), ...raw]),
]
