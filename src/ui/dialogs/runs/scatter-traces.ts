/** Runs as points over two numeric columns: the available columns, the initial choice, and the traces for plotly. Pure. */
import type { RunSummary } from '../../../runs/record'
import type { Colors } from '../../base/paint'
import { MAX_DRAWN, type Mark, markOf } from '../../base/run-marks'
import { runTitle } from '../../state/labels/run-label'
import { type FinalColumn, finalColumns, settingColumns } from '../../state/runs/run-columns'
import { groupTitle } from '../../state/runs/run-groups'

export type NumberColumn = FinalColumn & Required<Pick<FinalColumn, 'value'>>

/** The columns, settings first. The number of steps is the run's progress. */
export function numberColumns(runs: readonly RunSummary[]): readonly NumberColumn[] {
  const finals = finalColumns(runs).map((column) => (column.title === 'State' ? { ...column, title: 'Step' } : column))
  return [...settingColumns(runs), ...finals].filter((column): column is NumberColumn =>
    runs.some((run) => known(column, run) !== undefined),
  )
}

/** Columns that are not results. */
const NOT_RESULTS: ReadonlySet<string> = new Set(['Step', 'Gradient-available', 'Trained for', 'Seed'])

/** The initial axes: the best or last result, over the first column in which the runs differ (settings before results, steps last). */
export function firstColumns(columns: readonly NumberColumn[], runs: readonly RunSummary[]): { x: NumberColumn; y: NumberColumn } {
  const y =
    columns.find(({ title }) => /\bbest\b/i.test(title)) ?? columns.findLast(({ title }) => !NOT_RESULTS.has(title)) ?? columns.at(-1)!
  const differs = (column: NumberColumn) => new Set(runs.map((run) => known(column, run)).filter((value) => value !== undefined)).size > 1
  const steps = ({ title }: NumberColumn) => Number(title === 'Step')
  const others = columns.filter((column) => column !== y).sort((a, b) => steps(a) - steps(b))
  return { x: others.find(differs) ?? others[0] ?? y, y }
}

const known = ({ value }: Pick<FinalColumn, 'value'>, run: RunSummary): number | undefined => {
  const found = value?.(run)
  return found !== undefined && Number.isFinite(found) ? found : undefined
}

export const pointsOf = (runs: readonly RunSummary[], ...columns: readonly NumberColumn[]): RunSummary[] =>
  runs.filter((run) => columns.every((column) => known(column, run) !== undefined))

export function axisTitle({ title, axis, unit = axis?.unit }: NumberColumn): string {
  return unit ? `${title} (${unit})` : title
}

/** Runs that share a mark: one run, a group, or all runs beyond the distinguishable marks. */
export interface Marked {
  readonly name: string
  readonly mark: Mark | null
  readonly runs: readonly RunSummary[]
}

export function markedRuns(runs: readonly RunSummary[], slots: Readonly<Record<string, number>>): readonly Marked[] {
  const slotOf = ({ id }: RunSummary) => Math.min(slots[id] ?? MAX_DRAWN, MAX_DRAWN)
  return [...new Set(runs.map(slotOf))].map((slot) => {
    const of = runs.filter((run) => slotOf(run) === slot)
    return slot < MAX_DRAWN
      ? { name: groupTitle({ id: of[0]!.id, runs: of }), mark: markOf(slot), runs: of }
      : { name: 'further runs', mark: null, runs: of }
  })
}

/** @param marked runs that have both values. */
export function scatterTraces(marked: readonly Marked[], x: NumberColumn, y: NumberColumn, colors: Colors) {
  const scaled = ({ value, axis }: NumberColumn, run: RunSummary) => value(run)! * (axis?.scale ?? 1)
  return marked.map(({ name, mark, runs }) => ({
    type: 'scatter',
    mode: 'markers',
    hovertemplate: '%{text}<extra></extra>',
    name,
    x: runs.map((run) => scaled(x, run)),
    y: runs.map((run) => scaled(y, run)),
    text: runs.map((run) => `${runTitle(run)}<br>${x.title}: ${x.text(run)}<br>${y.title}: ${y.text(run)}`),
    marker: { size: 10, color: colors[mark?.color ?? 'ink3'], symbol: mark?.marker ?? 'circle-open' },
  }))
}
