/** Filters or receptive fields as a table: the range of the weights of each, and the pixels of its ends. */

import { fixed } from '../../../format'
import type { Filters } from '../../../readings/layers'
import { Term } from '../../base/help'
import { Scrolling } from '../../base/parts'
import viewCss from '../../base/style/view.module.css'
import { filterStats } from './filters-rows'

export function FiltersTable({ filters, title }: { filters: Filters; title: string }) {
  return (
    <Scrolling className={viewCss.scroll} label={`${title} of ${filters.layer} as a table`}>
      <table className={viewCss.data}>
        <thead>
          <tr>
            {filters.kind === 'conv' ? (
              <th scope="col">
                <Term term="convolution">filter</Term>
              </th>
            ) : (
              <th scope="col">neuron</th>
            )}
            {filters.channels > 1 && <th scope="col">channel</th>}
            <th scope="col">smallest</th>
            <th scope="col">at row, column</th>
            <th scope="col">largest</th>
            <th scope="col">at row, column</th>
            <th scope="col">mean</th>
            <th scope="col">standard deviation</th>
          </tr>
        </thead>
        <tbody>
          {filterStats(filters).map(({ output, channel, smallest, largest, mean, standardDeviation }) => (
            <tr key={`${output} ${channel}`}>
              <th scope="row">{output}</th>
              {channel && <td>{channel}</td>}
              <td>{fixed(smallest.value, 3)}</td>
              <td>
                {smallest.row}, {smallest.column}
              </td>
              <td>{fixed(largest.value, 3)}</td>
              <td>
                {largest.row}, {largest.column}
              </td>
              <td>{fixed(mean, 3)}</td>
              <td>{fixed(standardDeviation, 3)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  )
}
