/** All cells with their metrics from an evaluation, sorted by any of them. A click on a name selects the cell. */
import { useRef, useState } from 'react'
import { fixed } from '../../../format'
import type { CellMetrics, ResponseDetail } from '../../../tasks/response/detail'
import { DataTable } from '../../base/data-table'
import { saveCsv } from '../../base/download'
import { Term } from '../../base/help'
import { useOverflow } from '../../base/overflow'
import { SaveMenu } from '../../base/parts'
import chartCss from '../../base/style/chart.module.css'
import controlsCss from '../../base/style/controls.module.css'
import partsCss from '../../base/style/parts.module.css'
import { CELL_COLUMNS, cellRows, leftOutText, reversedSorting, type Sorting, sortedCells } from './statistics-text'

interface Props {
  readonly detail: ResponseDetail
  /** The name of the highlighted cell. */
  readonly chosen: string | undefined
  readonly choose: (name: string) => void
}

export function CellsTable({ detail, chosen, choose }: Props) {
  const [sorting, setSorting] = useState<Sorting>({ by: 'name', falling: false })
  const host = useRef<HTMLDivElement>(null)
  const { after } = useOverflow(host, 'thead th + th', CELL_COLUMNS.length)
  return (
    <section className={chartCss.chart} aria-label="Cells">
      <div className={chartCss.head}>
        <h3>Cells</h3>
        {after > 0 && (
          <span className={controlsCss.muted}>
            {after} more {after === 1 ? 'column' : 'columns'}: scroll →
          </span>
        )}
        <span className={chartCss.tools}>
          <SaveMenu
            compact
            subject="Inspector, Cells"
            items={[{ text: 'Cells (CSV)', act: () => saveCsv('cells.csv', cellRows(detail.cells)) }]}
          />
        </span>
      </div>
      <DataTable
        className={chartCss.numbers}
        label="Cells, data against model"
        host={host}
        rows={sortedCells(detail.cells, sorting)}
        keyOf={({ name }) => name}
        on={({ name }) => name === chosen}
        columns={CELL_COLUMNS.map(({ key, text, term, help }) => ({
          head: text,
          term,
          help,
          sorted: {
            way: key !== sorting.by ? null : sorting.falling ? 'descending' : 'ascending',
            sort: () => setSorting(reversedSorting(sorting, key)),
          },
          cell: (cell: CellMetrics) =>
            key === 'name' ? (
              <button type="button" className={partsCss.text} aria-pressed={cell.name === chosen} onClick={() => choose(cell.name)}>
                {cell.name}
              </button>
            ) : (
              fixed(cell[key] as number, 2)
            ),
        }))}
      />
      <p className={chartCss.caption}>
        {leftOutText(detail)} The CSV also has CCmax, <Term term="explainable">FEVe</Term>, the ratios of distances and the MMD.
      </p>
    </section>
  )
}
