/** The counts of weights as a table, without the bins that are empty. */

import { fixed, grouped } from '../../../format'
import { DataTable } from '../../base/data-table'
import { type Counts, countRows } from './weights-counts'

export function WeightsTable({ frame }: { frame: Counts }) {
  const [, ...rows] = countRows(frame)
  const words = (value: string | number | undefined) => (typeof value === 'number' ? fixed(value, 3) : value || '…')
  return (
    <DataTable
      label={`Weights of ${frame.layer} by value`}
      rows={rows.filter(([, , count]) => count !== 0)}
      keyOf={([from, to]) => `${from} ${to}`}
      columns={[
        { head: 'from', cell: ([from]) => words(from) },
        { head: 'to', cell: ([, to]) => words(to) },
        { head: 'weights', cell: ([, , count]) => grouped(Number(count)) },
      ]}
    />
  )
}
