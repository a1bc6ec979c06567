/** All cells with their metrics from an evaluation, sorted by any of them. A click on a name selects the cell. */
import { useRef, useState } from 'react'
import { fixed } from '../../../format'
import type { CellMetrics, ResponseDetail } from '../../../tasks/response/detail'
import { saveCsv } from '../../base/download'
import { Term, useAbout } from '../../base/help'
import { useOverflow } from '../../base/overflow'
import { SaveMenu, Scrolling } from '../../base/parts'
import chartCss from '../../base/style/chart.module.css'
import controlsCss from '../../base/style/controls.module.css'
import partsCss from '../../base/style/parts.module.css'
import viewCss from '../../base/style/view.module.css'
import { CELL_COLUMNS, type CellColumn, cellRows, leftOutText, reversedSorting, type Sorting, sortedCells } from './statistics-text'

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
      <Scrolling className={chartCss.numbers} label="Cells, data against model" host={host}>
        <table className={viewCss.data}>
          <thead>
            <tr>
              {CELL_COLUMNS.map((column) => (
                <SortHead
                  key={column.key}
                  column={column}
                  sorting={sorting}
                  sort={() => setSorting(reversedSorting(sorting, column.key))}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {sortedCells(detail.cells, sorting).map((cell) => (
              <CellRow key={cell.name} cell={cell} chosen={cell.name === chosen} choose={() => choose(cell.name)} />
            ))}
          </tbody>
        </table>
      </Scrolling>
      <p className={chartCss.caption}>
        {leftOutText(detail)} The CSV also has CCmax, <Term term="explainable">FEVe</Term>, the ratios of distances and the MMD.
      </p>
    </section>
  )
}

interface HeadProps {
  readonly column: CellColumn
  readonly sorting: Sorting
  readonly sort: () => void
}

function SortHead({ column: { key, text, term, help }, sorting, sort }: HeadProps) {
  const about = useAbout(term, help)
  const sorted = key === sorting.by
  return (
    <th scope="col" aria-sort={!sorted ? undefined : sorting.falling ? 'descending' : 'ascending'}>
      <button type="button" {...about} onClick={sort}>
        {text}
        <span aria-hidden="true">{!sorted ? '' : sorting.falling ? ' ↓' : ' ↑'}</span>
      </button>
    </th>
  )
}

interface RowProps {
  readonly cell: CellMetrics
  readonly chosen: boolean
  readonly choose: () => void
}

function CellRow({ cell, chosen, choose }: RowProps) {
  return (
    <tr data-on={chosen || undefined}>
      <th scope="row">
        <button type="button" className={partsCss.text} aria-pressed={chosen} onClick={choose}>
          {cell.name}
        </button>
      </th>
      {CELL_COLUMNS.slice(1).map(({ key }) => (
        <td key={key}>{fixed(cell[key] as number, 2)}</td>
      ))}
    </tr>
  )
}
