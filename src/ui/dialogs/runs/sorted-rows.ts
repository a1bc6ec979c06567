/** Rows of the table of runs, and sorting them by a column. Pure. */

import type { RunSummary } from '../../../runs/record'
import { runTitle } from '../../state/labels/run-label'
import type { FinalColumn } from '../../state/runs/run-columns'

export interface Row {
  readonly id: string
  readonly title: string
  readonly cells: readonly string[]
  /** The sort key of each cell. */
  readonly keys: readonly (number | string | undefined)[]
}

export interface Sorting {
  /** The title of the column to sort by. */
  readonly by: string
  readonly way: 'ascending' | 'descending'
}

export const runRows = (runs: readonly RunSummary[], columns: readonly FinalColumn[]): Row[] =>
  runs.map((run) => ({
    id: run.id,
    title: runTitle(run),
    cells: columns.map(({ text }) => text(run)),
    keys: columns.map(({ value, text }) => (value ? value(run) : text(run))),
  }))

/** The first click on a column sorts descending, the second ascending, and the third restores the original order. */
export function turned(sorting: Sorting | null, by: string): Sorting | null {
  if (sorting?.by !== by) return { by, way: 'descending' }
  return sorting.way === 'descending' ? { by, way: 'ascending' } : null
}

/** @param heads the titles, starting with that of the row titles. Rows without a value come last; the sort is stable. */
export function sortedRows(rows: readonly Row[], heads: readonly string[], sorting: Sorting | null): readonly Row[] {
  const column = sorting ? heads.indexOf(sorting.by) : -1
  if (!sorting || column < 0) return rows
  const key = ({ title, keys }: Row) => (column === 0 ? title : keys[column - 1])
  const sign = sorting.way === 'ascending' ? 1 : -1
  return rows.toSorted((a, b) => {
    const [one, other] = [key(a), key(b)]
    if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined)
    return (
      sign *
      (typeof one === 'number' && typeof other === 'number'
        ? one - other
        : String(one).localeCompare(String(other), 'en', { numeric: true }))
    )
  })
}
