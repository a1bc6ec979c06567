/** The counts of weights as a table, without the bins that are empty. */

import { fixed, grouped } from '../../../format'
import { Scrolling } from '../../base/parts'
import viewCss from '../../base/style/view.module.css'

import { type Counts, countRows } from './weights-counts'

export function WeightsTable({ frame }: { frame: Counts }) {
  const [, ...rows] = countRows(frame)
  const words = (value: string | number | undefined) => (typeof value === 'number' ? fixed(value, 3) : value || '…')
  return (
    <Scrolling className={viewCss.scroll} label={`Weights of ${frame.layer} by value`}>
      <table className={viewCss.data}>
        <thead>
          <tr>
            <th scope="col">from</th>
            <th scope="col">to</th>
            <th scope="col">weights</th>
          </tr>
        </thead>
        <tbody>
          {rows
            .filter(([, , count]) => count !== 0)
            .map(([from, to, count]) => (
              <tr key={`${from} ${to}`}>
                <th scope="row">{words(from)}</th>
                <td>{words(to)}</td>
                <td>{grouped(Number(count))}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </Scrolling>
  )
}
