/** Filters or receptive fields as a table: the range of the weights of each, and the pixels of its ends. */

import { fixed } from '../../../format'
import type { Filters } from '../../../readings/layers'
import { DataTable } from '../../base/data-table'
import { filterStats } from './filters-rows'

export function FiltersTable({ filters, title }: { filters: Filters; title: string }) {
  return (
    <DataTable
      label={`${title} of ${filters.layer} as a table`}
      rows={filterStats(filters)}
      keyOf={({ output, channel }) => `${output} ${channel}`}
      columns={[
        { ...(filters.kind === 'conv' ? { head: 'filter', term: 'convolution' } : { head: 'neuron' }), cell: ({ output }) => output },
        filters.channels > 1 && { head: 'channel', cell: ({ channel }) => channel },
        { head: 'smallest', cell: ({ smallest }) => fixed(smallest.value, 3) },
        { head: 'at row, column', cell: ({ smallest }) => `${smallest.row}, ${smallest.column}` },
        { head: 'largest', cell: ({ largest }) => fixed(largest.value, 3) },
        { head: 'at row, column', cell: ({ largest }) => `${largest.row}, ${largest.column}` },
        { head: 'mean', cell: ({ mean }) => fixed(mean, 3) },
        { head: 'standard deviation', cell: ({ standardDeviation }) => fixed(standardDeviation, 3) },
      ]}
    />
  )
}
