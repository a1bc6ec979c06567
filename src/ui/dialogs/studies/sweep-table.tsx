/** The runs of a sweep as a sortable table; a point that failed or cannot be run says why in its row. */

import { useState } from 'react'
import { type SweepField, valueText } from '../../../studies/axis'
import { type OutcomeInfo, outcomeText } from '../../../studies/outcome'
import type { SweepRow } from '../../../studies/outcomes'
import { pointLabel, type SweepPlan } from '../../../studies/sweep'
import { LinkButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { Scrolling } from '../../base/parts'
import { SortHead } from '../../base/sort-head'
import controlsCss from '../../base/style/controls.module.css'
import { showDialog } from '../../state/selection/select'
import { openExperiment } from '../../state/session/edit'
import { attempt } from '../../state/session/notices'
import { store } from '../../state/store/store'
import compareCss from './compare.module.css'
import sweepCss from './sweep.module.css'

export const headOf = ({ title, unit }: OutcomeInfo): string => (unit ? `${title}, ${unit}` : title)

/** The first column heads the row. */
export function Values({ fields, values }: { fields: readonly SweepField[]; values: SweepRow['values'] }) {
  return values.map((value, i) => {
    const words = valueText(fields[i]!.row, value)
    return i === 0 ? (
      <th key={fields[i]!.path} scope="row">
        {words}
      </th>
    ) : (
      <td key={fields[i]!.path}>{words}</td>
    )
  })
}

/** A column of the table: an axis by its index, or an outcome by its key. */
type Column = number | string

interface RunsTableProps {
  readonly plan: SweepPlan
  readonly rows: readonly SweepRow[]
  readonly all: number
  readonly running: boolean
  readonly hovered: number | null
  readonly hover: (row: SweepRow | null) => void
}

export function RunsTable({ plan, rows, all, running, hovered, hover }: RunsTableProps) {
  const [sort, setSort] = useState<{ column: Column; up: boolean } | null>(null)
  const shown = sort ? sorted(rows, plan, sort.column, sort.up) : rows
  const head = (column: Column, text: string, term: string | undefined, help?: string) => {
    const way = sort?.column === column ? (sort.up ? 'ascending' : 'descending') : null
    const next = () => setSort(nextSort(sort, column))
    return <SortHead key={column} text={text} term={term} help={help} way={way} sort={next} className={sweepCss.sort} />
  }
  return (
    <>
      <p className={compareCss.caption} role="status">
        {rows.length === all ? (all === 1 ? '1 run' : `${all} runs`) : `${rows.length} of ${all} runs are in the marked ranges`}
      </p>
      <Scrolling className={classesOf(compareCss.scroll, sweepCss.scroll)} label="Runs of the sweep">
        <table className={classesOf(compareCss.table, sweepCss.table)} aria-label="Runs of the sweep">
          <thead>
            <tr>
              {plan.fields.map(({ title, row }, i) => head(i, title, row.term, row.help))}
              {plan.outcomes.map((info) => head(info.key, headOf(info), info.term))}
              <td />
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr
                key={row.point}
                data-on={row.point === hovered || undefined}
                onPointerEnter={() => hover(row)}
                onPointerLeave={() => hover(null)}
              >
                <Values fields={plan.fields} values={row.values} />
                <Outcome row={row} infos={plan.outcomes} running={running} />
                <td>{row.refused === null && <OpenPoint plan={plan} row={row} running={running} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </>
  )
}

function Outcome({ row: { result, refused }, infos, running }: { row: SweepRow; infos: readonly OutcomeInfo[]; running: boolean }) {
  if (result?.ok) return infos.map((info) => <td key={info.key}>{outcomeText(info, result.outcomes[info.key] ?? null, false)}</td>)
  const broke = refused ?? (result ? `Broke at step ${result.step}: ${result.error}` : null)
  return (
    <td colSpan={infos.length} className={broke ? sweepCss.broke : controlsCss.muted}>
      {broke ?? (running ? 'not yet' : 'not run')}
    </td>
  )
}

/** Opens a point's experiment in the lab; undo returns to the previous one. */
function OpenPoint({ plan, row, running }: { plan: SweepPlan; row: SweepRow; running: boolean }) {
  const words = pointLabel(plan.fields, row.values)
  const experiment = plan.points[row.point]!.experiment
  if (!experiment) return null
  return (
    <LinkButton
      disabled={running}
      onClick={() => {
        showDialog(null)
        attempt(openExperiment(experiment, store.getState().preset))
      }}
    >
      Open<span className={controlsCss.hidden}> {words}</span>
    </LinkButton>
  )
}

/** Cycles through ascending, descending, and the order of the runs. */
function nextSort(now: { column: Column; up: boolean } | null, column: Column) {
  if (now?.column !== column) return { column, up: true }
  return now.up ? { column, up: false } : null
}

/** Rows without a number come last. Choices are sorted in the order in which they are swept. */
function sorted(rows: readonly SweepRow[], plan: SweepPlan, column: Column, up: boolean): SweepRow[] {
  const order = typeof column === 'number' ? [...new Set(plan.points.map(({ values }) => values[column]!))] : []
  const keyOf = ({ values, result }: SweepRow): number | null => {
    if (typeof column !== 'number') return result?.ok ? (result.outcomes[column] ?? null) : null
    const value = values[column]!
    return typeof value === 'number' ? value : order.indexOf(value)
  }
  return [...rows].sort((a, b) => {
    const [x, y] = [keyOf(a), keyOf(b)]
    if (x === null || y === null) return Number(x === null) - Number(y === null)
    return up ? x - y : y - x
  })
}
