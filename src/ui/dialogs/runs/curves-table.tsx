/** The curves of several runs as a table; long runs show evenly spaced rows. */

import { fixed, grouped } from '../../../format'
import { classesOf } from '../../base/classes'
import { Scrolling } from '../../base/parts'
import css from './runs.module.css'

/** With more rows than this, only every n-th training row is shown, and all rows of evaluations. */
const MAX_ROWS = 200

/** @param rows the rows of the CSV file, header first: run, id, seed, step, split, and a column per metric; the id is not shown. */
export function CurvesTable({ rows: [heads, ...rows] }: { rows: readonly (readonly (string | number)[])[] }) {
  const every = Math.max(1, Math.ceil(rows.length / MAX_ROWS))
  const shown = rows.map((cells, at) => ({ cells, at })).filter(({ cells, at }) => cells[4] !== 'train' || at % every === 0)
  return (
    <Scrolling className={classesOf(css.scroll, css.curvesTable)} label="Curves of the chosen runs as a table">
      <table>
        <thead>
          <tr>
            {heads!.toSpliced(1, 1).map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ cells: [run, _, seed, step, split, ...values], at }) => (
            <tr key={at}>
              <th scope="row">{run}</th>
              <td>{seed}</td>
              <td>{grouped(Number(step))}</td>
              <td>{split}</td>
              {values.map((value, column) => (
                <td key={heads![5 + column]}>{value === '' ? '' : fixed(Number(value), 4)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  )
}
