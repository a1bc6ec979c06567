/** The final numbers of the selected runs, sortable by column; grouped runs share a row with mean and band. */

import { useMemo, useState } from 'react'
import type { RunSummary } from '../../../runs/record'
import { saveCsv } from '../../base/download'
import { TextButton } from '../../base/parts'
import { SortHead } from '../../base/sort-head'
import { finalColumns, finalsFile } from '../../state/runs/run-columns'
import { groupsOf } from '../../state/runs/run-groups'
import { useRuns } from '../../state/runs/runs'
import { groupColumns, groupedRows, verdictOf } from './group-rows'
import { RunMark } from './run-thumbnail'
import css from './runs.module.css'
import { runRows, type Sorting, sortedRows, turned } from './sorted-rows'
import { WideTable } from './wide-table'

const NO_SLOT = -1

export function FinalsTable({ runs }: { runs: readonly RunSummary[] }) {
  const slots = useRuns((state) => state.slots)
  const grouped = useRuns((state) => state.grouped)
  const band = useRuns((state) => state.band)
  const [sorting, setSorting] = useState<Sorting | null>(null)
  const { columns, all, verdict } = useMemo(() => {
    const own = finalColumns(runs)
    const groups = groupsOf(runs)
    if (!grouped) return { columns: own, all: runRows(runs, own), verdict: null }
    const columns = groupColumns(own, band, groups)
    return { columns, all: groupedRows(groups, columns), verdict: verdictOf(groups) }
  }, [runs, grouped, band])
  const heads = ['Run', ...columns.map(({ title }) => title)]
  const rows = sortedRows(all, heads, sorting)
  // The file lists every run even if the table groups them, because a mean covers numbers but not text.
  const save = () => saveCsv('run-numbers.csv', finalsFile(runs))
  return (
    <WideTable
      title="Newest numbers"
      verdict={verdict}
      label="Newest numbers of the runs, scrolling"
      columns={columns.length}
      tools={<TextButton text="CSV" label="Save the numbers as CSV" act={save} />}
    >
      <table aria-label="Newest numbers of the runs">
        <thead>
          <tr>
            {heads.map((title, at) => (
              <SortHead
                key={title}
                text={columns[at - 1]?.unit ? `${title}, ${columns[at - 1]!.unit}` : title}
                term={columns[at - 1]?.term}
                way={sorting?.by === title ? sorting.way : null}
                sort={() => setSorting(turned(sorting, title))}
                className={css.sort}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, title, cells }) => (
            <tr key={id}>
              <th scope="row">
                {(slots[id] ?? NO_SLOT) >= 0 && <RunMark slot={slots[id]!} />} {title}
              </th>
              {cells.map((cell, column) => (
                <td key={columns[column]?.title}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  )
}
